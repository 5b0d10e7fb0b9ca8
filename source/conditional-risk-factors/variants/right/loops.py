# route: ranks by loops, examples by a list of indices, PCA by eigenvectors
# %% q2
def rank_normalize(X):
    X = np.asarray(X, dtype=float)
    result = np.full(X.shape, -2.0)
    for d in range(X.shape[0]):
        for c in range(X.shape[2]):
            known = ~np.isnan(X[d, :, c])
            values = X[d, known, c]
            n = len(values)
            ranks = np.array([(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values])
            result[d, known, c] = 2 * (ranks - 1) / (n - 1) - 1 if n > 1 else 0.0
    return result

# %% q3
def make_examples(X, R, horizon):
    dates = [d for d in range(len(R)) if d + horizon < len(R)]
    if horizon < 0 or not dates:
        raise ValueError(f"no example for horizon {horizon}")
    return np.array([X[d] for d in dates]), np.array([R[d] for d in dates]), np.array([R[d + horizon] for d in dates])

# %% q4
def pca_factor_model(R_train, k):
    values, vectors = np.linalg.eigh(np.transpose(R_train) @ R_train)
    beta = vectors[:, ::-1][:, :k]
    return R_train @ beta, beta


def pca_predict(R, beta):
    factors, *_ = np.linalg.lstsq(beta, np.transpose(R), rcond=None)
    return (beta @ factors).T
