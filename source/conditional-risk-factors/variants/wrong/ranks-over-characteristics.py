# mistake: ranks the characteristics of a ticker
# fails: q2_values q2_invariance
# %% q2
def rank_normalize(X):
    X = np.asarray(X)
    smaller = (X[:, :, None, :] < X[:, :, :, None]).sum(axis=3)
    larger = (X[:, :, None, :] > X[:, :, :, None]).sum(axis=3)
    n = (~np.isnan(X)).sum(axis=2, keepdims=True)
    return np.where(np.isnan(X), -2.0, (smaller - larger) / np.maximum(n - 1, 1))
