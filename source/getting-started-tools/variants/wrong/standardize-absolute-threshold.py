# mistake: calls every sigma below 1e-10 zero, so small numbers are lost
# fails: q2_values
# %% q2
def standardize(X, axis=0):
    X = np.asarray(X, dtype=float)
    mu, sigma = X.mean(axis=axis, keepdims=True), X.std(axis=axis, keepdims=True)
    tiny = (sigma < 1e-10) | (np.ptp(X, axis=axis, keepdims=True) == 0)
    return np.where(tiny, 0.0, X - mu) / np.where(tiny, 1.0, sigma)
