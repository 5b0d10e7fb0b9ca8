# mistake: scales the MAD by 1.4826, as for an estimate of sigma
# fails: q3_values q3_boundary
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.nanmedian(X, axis=0))
    mad = 1.4826 * np.nanmedian(distance, axis=0)
    mask = (mad > 0) & (distance > k * mad)
    X[mask] = np.nan
    return X, mask
