# mistake: leaves missing values as NaN
# fails: q2_example q2_missing
# %% q2
def rank_normalize(X):
    X = np.asarray(X)
    result = np.empty(X.shape)
    for d, panel in enumerate(X):
        smaller = (panel[None, :, :] < panel[:, None, :]).sum(axis=1)
        larger = (panel[None, :, :] > panel[:, None, :]).sum(axis=1)
        missing = np.isnan(panel)
        n = (~missing).sum(axis=0)
        result[d] = np.where(missing, np.nan, (smaller - larger) / np.maximum(n - 1, 1))
    return result
