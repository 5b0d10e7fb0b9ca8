# mistake: one median for the whole array
# fails: q3_values
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.nanmedian(X))
    mad = np.nanmedian(distance)
    mask = (mad > 0) & (distance > k * mad)
    X[mask] = np.nan
    return X, mask
