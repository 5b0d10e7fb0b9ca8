# mistake: divides by the size of the first batch
# fails: q6_steps
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    b = None
    done = 0
    while done < steps:
        for x, y in make_stream():
            b = b or len(y)
            w = w - lr * 2 / b * x.T @ (x @ w - y)
            done += 1
            if done == steps:
                break
    return w
