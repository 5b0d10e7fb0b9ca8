# mistake: reads all batches into a list first
# fails: q6_memory
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    def endless():
        while True:
            yield from make_stream()

    for x, y in list(itertools.islice(endless(), steps)):
        w = w - lr * 2 / len(y) * x.T @ (x @ w - y)
    return w
