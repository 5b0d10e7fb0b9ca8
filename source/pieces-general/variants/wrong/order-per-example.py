# mistake: another permutation for each example
# fails: q5_formula
# %% q5
def order_sensitivity(f, x, seed):
    B, T = x.shape[:2]
    if T == 1:
        raise ValueError("T = 1")
    random = np.random.default_rng(seed)
    orders = []
    while len(orders) < B:
        order = random.permutation(T)
        if (order != np.arange(T)).any():
            orders.append(order)
    rows = np.arange(B)[:, None]
    a, b = np.asarray(f(x[rows, orders])), np.asarray(f(x))
    return float(np.abs(a - b[rows, orders]).mean() / np.abs(b).mean())
