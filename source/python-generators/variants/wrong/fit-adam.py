# mistake: Adam instead of plain gradient descent
# fails: q6_example q6_steps
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    m, v = np.zeros(n_features), np.zeros(n_features)
    done = 0
    while done < steps:
        for x, y in make_stream():
            g = 2 / len(y) * x.T @ (x @ w - y)
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            t = done + 1
            w = w - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
            done += 1
            if done == steps:
                break
    return w
