# mistake: scales the values to [-1, 1]
# fails: q2_values q2_invariance
# %% q2
def rank_normalize(X):
    low, high = np.nanmin(X, axis=1, keepdims=True), np.nanmax(X, axis=1, keepdims=True)
    return np.nan_to_num(2 * (X - low) / np.where(high > low, high - low, 1) - 1, nan=-2.0)
