# mistake: divides by sigma even if it is 0
# fails: q2_example q2_constant
# %% q2
def standardize(X, axis=0):
    return (X - np.mean(X, axis=axis, keepdims=True)) / np.std(X, axis=axis, keepdims=True)
