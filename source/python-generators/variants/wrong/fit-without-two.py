# mistake: the gradient without the factor 2
# fails: q6_example q6_steps
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    w = np.zeros(n_features)
    done = 0
    while done < steps:
        for x, y in make_stream():
            w = w - lr / len(y) * x.T @ (x @ w - y)
            done += 1
            if done == steps:
                break
    return w
