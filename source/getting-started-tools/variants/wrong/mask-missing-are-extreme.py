# mistake: missing elements are marked as well
# fails: q3_values q3_zero
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.nanmedian(X, axis=0))
    mad = np.nanmedian(distance, axis=0)
    X[(mad > 0) & (distance > k * mad)] = np.nan
    return X, np.isnan(X)
