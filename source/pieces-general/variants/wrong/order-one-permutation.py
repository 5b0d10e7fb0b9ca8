# mistake: always reverses
# fails: q5_draws
# %% q5
def order_sensitivity(f, x, seed):
    T = x.shape[1]
    if T == 1:
        raise ValueError("T = 1")
    random = np.random.RandomState(seed)
    order = np.arange(T)
    while (order == np.arange(T)).all():
        order = np.arange(T)[::-1]
    a = np.asarray(f(x[:, order, :]))
    b = np.asarray(f(x))
    return float(np.abs(a - b[:, order, :]).mean() / np.abs(b).mean())
