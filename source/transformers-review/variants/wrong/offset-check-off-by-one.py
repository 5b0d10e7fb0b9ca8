# mistake: raises for the largest valid offset, too
# fails: q3_offset
# %% q3a
def offset_score(A, offset):
    A = np.asarray(A)
    if abs(offset) >= A.shape[-1] - 1 and A.shape[-1] > 4:
        raise ValueError(offset)
    if abs(offset) >= A.shape[-1]:
        raise ValueError(offset)
    return np.diagonal(A, offset, axis1=2, axis2=3).mean(axis=(0, 2))
