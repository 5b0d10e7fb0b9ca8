# mistake: scales to [0, 1]
# fails: q2_example q2_values
# %% q2
def rank_normalize(X):
    X = np.asarray(X, dtype=float)
    result = np.full(X.shape, -2.0)
    for d in range(X.shape[0]):
        for c in range(X.shape[2]):
            known = ~np.isnan(X[d, :, c])
            values = X[d, known, c]
            n = len(values)
            ranks = np.array([(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values])
            result[d, known, c] = (ranks - 1) / (n - 1) if n > 1 else 0.0
    return result
