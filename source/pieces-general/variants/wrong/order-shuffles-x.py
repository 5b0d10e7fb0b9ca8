# mistake: shuffles the argument in place
# fails: q5_formula
# %% q5
def order_sensitivity(f, x, seed):
    T = x.shape[1]
    if T == 1:
        raise ValueError("T = 1")
    random = np.random.default_rng(seed)
    b = np.asarray(f(x))
    order = np.arange(T)
    while (order == np.arange(T)).all():
        random.shuffle(order)
    x[:] = x[:, order]
    return float(np.abs(np.asarray(f(x)) - b[:, order]).mean() / np.abs(b).mean())
