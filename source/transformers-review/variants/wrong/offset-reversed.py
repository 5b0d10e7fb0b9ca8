# mistake: looks at t - offset
# fails: q3_offset q3_shift
# %% q3a
def offset_score(A, offset):
    A = np.asarray(A)
    if abs(offset) >= A.shape[-1]:
        raise ValueError(offset)
    return np.diagonal(A, -offset, axis1=2, axis2=3).mean(axis=(0, 2))
