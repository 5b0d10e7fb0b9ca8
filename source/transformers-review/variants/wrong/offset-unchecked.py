# mistake: NaN instead of ValueError where no query is valid
# fails: q3_invalid
# %% q3a
def offset_score(A, offset):
    found = np.diagonal(np.asarray(A), offset, axis1=2, axis2=3)
    return found.sum(axis=(0, 2)) / max(found.shape[0] * found.shape[2], 1)
