# mistake: ranks over all dates together, and so looks ahead
# fails: q2_values q2_invariance
# %% q2
def rank_normalize(X):
    X = np.asarray(X, dtype=float)
    flat = X.reshape(-1, X.shape[2])
    smaller = (flat[None] < flat[:, None]).sum(axis=1)
    larger = (flat[None] > flat[:, None]).sum(axis=1)
    n = (~np.isnan(flat)).sum(axis=0)
    return np.where(np.isnan(flat), -2.0, (smaller - larger) / np.maximum(n - 1, 1)).reshape(X.shape)
