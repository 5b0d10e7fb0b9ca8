# mistake: np.median, which is NaN for a column with a missing element
# fails: q3_values
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.median(X, axis=0))
    mad = np.median(distance, axis=0)
    mask = (mad > 0) & (distance > k * mad)
    X[mask] = np.nan
    return X, mask
