# mistake: 0 for a single position
# fails: q5_error
# %% q5
def order_sensitivity(f, x, seed):
    T = x.shape[1]
    if T == 1:
        return 0.0
    random = np.random.RandomState(seed)
    order = np.arange(T)
    while (order == np.arange(T)).all():
        order = random.permutation(T)
    a = np.asarray(f(x[:, order, :]))
    b = np.asarray(f(x))
    return float(np.abs(a - b[:, order, :]).mean() / np.abs(b).mean())
