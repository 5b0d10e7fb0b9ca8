# mistake: with MAD 0 every other element is extreme
# fails: q3_zero
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.nanmedian(X, axis=0))
    mask = distance > k * np.nanmedian(distance, axis=0)
    X[mask] = np.nan
    return X, mask
