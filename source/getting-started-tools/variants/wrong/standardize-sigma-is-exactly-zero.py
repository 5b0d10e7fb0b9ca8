# mistake: takes it that sigma of equal elements is computed as exactly 0
# fails: q2_constant
# %% q2
def standardize(X, axis=0):
    sigma = np.std(X, axis=axis, keepdims=True)
    return (X - np.mean(X, axis=axis, keepdims=True)) / np.where(sigma == 0, 1.0, sigma)
