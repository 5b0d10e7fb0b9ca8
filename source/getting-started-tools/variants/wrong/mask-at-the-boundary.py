# mistake: exactly k MADs away is extreme already
# fails: q3_example q3_boundary
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.nanmedian(X, axis=0))
    mad = np.nanmedian(distance, axis=0)
    mask = (mad > 0) & (distance >= k * mad)
    X[mask] = np.nan
    return X, mask
