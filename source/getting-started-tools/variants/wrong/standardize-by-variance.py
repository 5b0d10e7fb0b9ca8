# mistake: divides by the variance
# fails: q2_values q2_constant
# %% q2
def standardize(X, axis=0):
    X = np.asarray(X, dtype=float)
    equal = np.ptp(X, axis=axis, keepdims=True) == 0
    variance = X.var(axis=axis, keepdims=True)
    return np.where(equal, 0.0, (X - X.mean(axis=axis, keepdims=True)) / np.where(equal, 1.0, variance))
