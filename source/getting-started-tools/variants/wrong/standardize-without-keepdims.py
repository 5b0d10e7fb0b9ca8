# mistake: drops the axis, which broadcasts for the first axis only, or wrongly
# fails: q2_example q2_values
# %% q2
def standardize(X, axis=0):
    X = np.asarray(X, dtype=float)
    equal = X.max(axis=axis) == X.min(axis=axis)
    return np.where(equal, 0.0, (X - X.mean(axis=axis)) / np.where(equal, 1.0, X.std(axis=axis)))
