# mistake: works in place
# fails: q2_untouched
# %% q2
def standardize(X, axis=0):
    if X.dtype != float:
        X = X.astype(float)
    equal = np.ptp(X, axis=axis, keepdims=True) == 0
    sigma = np.where(equal, 1.0, X.std(axis=axis, keepdims=True))
    X -= np.where(equal, X, X.mean(axis=axis, keepdims=True))
    X /= sigma
    return X
