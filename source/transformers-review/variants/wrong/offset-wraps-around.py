# mistake: np.roll: the first token's previous one is the last
# fails: q3_offset q3_shift
# %% q3a
def offset_score(A, offset):
    A = np.asarray(A)
    T = A.shape[-1]
    if abs(offset) >= T:
        raise ValueError(offset)
    t = np.arange(T)
    return A[:, :, t, (t + offset) % T].mean(axis=(0, 2))
