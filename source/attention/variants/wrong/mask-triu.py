# mistake: upper triangle: every position sees its future
# fails: q2_example q2_lengths q2_strict
# %% q2
def causal_mask(T, include_self=True):
    return np.triu(np.ones((T, T), dtype=bool), 0 if include_self else 1)
