# mistake: missing elements count as 0 in the median
# fails: q3_values
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    filled = np.nan_to_num(X)
    distance = np.abs(filled - np.median(filled, axis=0))
    mad = np.median(distance, axis=0)
    mask = (mad > 0) & (distance > k * mad) & ~np.isnan(X)
    X[mask] = np.nan
    return X, mask
