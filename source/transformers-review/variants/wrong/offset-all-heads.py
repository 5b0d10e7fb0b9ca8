# mistake: one number for all heads
# fails: q3_example q3_offset q3_shift q3_invalid
# %% q3a
def offset_score(A, offset):
    A = np.asarray(A)
    if abs(offset) >= A.shape[-1]:
        raise ValueError(offset)
    return np.diagonal(A, offset, axis1=2, axis2=3).mean()
