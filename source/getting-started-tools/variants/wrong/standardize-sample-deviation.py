# mistake: the standard deviation of a sample (ddof=1)
# fails: q2_example q2_values q2_constant
# %% q2
def standardize(X, axis=0):
    X = np.asarray(X, dtype=float)
    equal = np.ptp(X, axis=axis, keepdims=True) == 0
    n = X.shape[axis]
    sigma = X.std(axis=axis, ddof=1 if n > 1 else 0, keepdims=True)
    return np.where(equal, 0.0, (X - X.mean(axis=axis, keepdims=True)) / np.where(equal, 1.0, sigma))
