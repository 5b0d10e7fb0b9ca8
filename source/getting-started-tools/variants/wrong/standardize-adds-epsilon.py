# mistake: adds 1e-8 to sigma, which hides small numbers and leaves equal elements not quite 0
# fails: q2_values q2_constant
# %% q2
def standardize(X, axis=0):
    return (X - np.mean(X, axis=axis, keepdims=True)) / (np.std(X, axis=axis, keepdims=True) + 1e-8)
