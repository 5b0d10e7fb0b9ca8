# mistake: returns a column
# fails: q6_example q6_steps q6_recovers q6_memory
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros((n_features, 1))
    done = 0
    while done < steps:
        for x, y in make_stream():
            w = w - lr * 2 / len(y) * x.T @ (x @ w - y[:, None])
            done += 1
            if done == steps:
                break
    return w
