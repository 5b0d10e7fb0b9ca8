# mistake: mean absolute deviation around the median
# fails: q3_values
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.nanmedian(X, axis=0))
    mad = np.nanmean(distance, axis=0)
    mask = (mad > 0) & (distance > k * mad)
    X[mask] = np.nan
    return X, mask
