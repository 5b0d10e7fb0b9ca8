# mistake: ignores include_self
# fails: q2_example q2_strict
# %% q2
def causal_mask(T, include_self=True):
    return np.tril(np.ones((T, T))).astype(bool)
