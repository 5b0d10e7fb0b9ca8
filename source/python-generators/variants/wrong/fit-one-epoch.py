# mistake: ends with the stream
# fails: q6_example q6_steps q6_stream
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    for x, y in itertools.islice(make_stream(), steps):
        w = w - lr * 2 / len(y) * x.T @ (x @ w - y)
    return w
