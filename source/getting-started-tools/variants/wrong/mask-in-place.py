# mistake: writes NaN into X itself
# fails: q3_boundary
# %% q3
def mask_extremes(X, k):
    X = np.asarray(X, dtype=float)
    distance = np.abs(X - np.nanmedian(X, axis=0))
    mad = np.nanmedian(distance, axis=0)
    mask = (mad > 0) & (distance > k * mad)
    X[mask] = np.nan
    return X, mask
