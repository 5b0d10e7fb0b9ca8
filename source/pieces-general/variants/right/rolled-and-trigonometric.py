# route: positions of the encoding by repeated rotation of the first; a permutation without the identity from rolls; in keras.ops
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2 == 1:
        raise ValueError("d_model is odd")
    i = np.arange(d_model)
    phase = np.where(i % 2 == 1, np.pi / 2, 0.0)
    omega = np.exp(np.log(10000.0) * (i // 2) * 2 / d_model)
    return np.sin(np.arange(n_positions).reshape(-1, 1) / omega + phase)

# %% q2
def shift_matrix(k, d_model):
    i = np.arange(d_model)
    angle = k * 10000.0 ** (-(i - i % 2) / d_model)
    T = np.diag(np.cos(angle))
    T = T + np.diag(np.where(i % 2 == 0, np.sin(angle), 0.0)[:-1], k=1)
    return T - np.diag(np.where(i % 2 == 0, np.sin(angle), 0.0)[:-1], k=-1)

# %% q5
def order_sensitivity(f, x, seed):
    T = x.shape[1]
    if T == 1:
        raise ValueError("T = 1")
    generator = np.random.default_rng([seed, T])
    first = generator.integers(1, T)                 # the first place gets another position than 0
    rest = generator.permutation([t for t in range(T) if t != first])
    order = np.concatenate([[first], rest])
    plain = np.asarray(f(np.array(x)))
    return float(np.sum(np.abs(np.asarray(f(np.array(x)[:, order])) - np.take(plain, order, axis=1))) / np.sum(np.abs(plain)))
