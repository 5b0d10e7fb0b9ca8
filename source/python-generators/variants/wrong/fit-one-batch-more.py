# mistake: reads one batch more than there are steps
# fails: q6_stream
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    def endless():
        while True:
            yield from make_stream()

    for number, (x, y) in enumerate(endless()):
        if number == steps:
            break
        w = w - lr * 2 / len(y) * x.T @ (x @ w - y)
    return w
