# mistake: solves the least squares problem of all data
# fails: q6_example q6_steps q6_memory
# %% q6
def fit_stream(make_stream, n_features, steps, lr):
    data = list(itertools.islice(make_stream(), max(steps, 1)))
    x, y = np.concatenate([x for x, _ in data]), np.concatenate([y for _, y in data])
    return np.linalg.lstsq(x, y, rcond=None)[0]
