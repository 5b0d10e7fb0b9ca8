# student: did the NumPy questions, did not get Keras to run
# score: 10
# %% q2
def rank_normalize(X):
    X = np.asarray(X)
    result = np.empty(X.shape)
    for d, panel in enumerate(X):
        smaller = (panel[None, :, :] < panel[:, None, :]).sum(axis=1)
        larger = (panel[None, :, :] > panel[:, None, :]).sum(axis=1)
        missing = np.isnan(panel)
        n = (~missing).sum(axis=0)
        result[d] = np.where(missing, -2.0, (smaller - larger) / np.maximum(n - 1, 1))
    return result

# %% q3
def make_examples(X, R, horizon):
    n_dates = len(R)
    if not 0 <= horizon < n_dates:
        raise ValueError("horizon out of range")
    last = n_dates - horizon
    return X[:last], R[:last], R[horizon:]

# %% q4
def pca_factor_model(R_train, k):
    U, s, Vt = np.linalg.svd(R_train, full_matrices=False)
    return U[:, :k] * s[:k], Vt[:k].T


def pca_predict(R, beta):
    return R @ beta @ beta.T
