# mistake: ignores the axis
# fails: q2_example q2_values
# %% q2
def standardize(X, axis=0):
    X = np.asarray(X, dtype=float)
    equal = X.max(axis=0) == X.min(axis=0)
    return np.where(equal, 0.0, (X - X.mean(axis=0)) / np.where(equal, 1.0, X.std(axis=0)))
