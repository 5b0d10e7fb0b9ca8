# mistake: the mean square minus the squared mean
# fails: q2_values
# %% q2
def standardize(X, axis=0):
    X = np.asarray(X, dtype=float)
    mu = X.mean(axis=axis, keepdims=True)
    variance = np.maximum((X**2).mean(axis=axis, keepdims=True) - mu**2, 0)
    equal = np.ptp(X, axis=axis, keepdims=True) == 0
    sigma = np.sqrt(np.where(equal | (variance == 0), 1.0, variance))
    return np.where(equal, 0.0, (X - mu) / sigma)
