# mistake: itertools.cycle keeps the batches of the first epoch
# fails: q6_stream q6_memory
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    for x, y in itertools.islice(itertools.cycle(make_stream()), steps):
        w = w - lr * 2 / len(y) * x.T @ (x @ w - y)
    return w
