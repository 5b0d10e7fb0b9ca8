# mistake: mean and standard deviation instead of median and MAD
# fails: q3_example q3_values q3_zero
# %% q3
def mask_extremes(X, k):
    X = np.array(X, dtype=float)
    distance = np.abs(X - np.nanmean(X, axis=0))
    sigma = np.nanstd(X, axis=0)
    mask = (sigma > 0) & (distance > k * sigma)
    X[mask] = np.nan
    return X, mask
