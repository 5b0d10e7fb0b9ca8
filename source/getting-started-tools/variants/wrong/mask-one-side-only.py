# mistake: no absolute value in the comparison, so that low extremes stay
# fails: q3_values q3_boundary
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    difference = X - np.nanmedian(X, axis=0)
    mad = np.nanmedian(np.abs(difference), axis=0)
    mask = (mad > 0) & (difference > k * mad)
    X[mask] = np.nan
    return X, mask
