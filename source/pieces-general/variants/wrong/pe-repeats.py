# mistake: positions are taken modulo 512
# fails: q1_far
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model has to be even")
    encoding = np.zeros((n_positions, d_model))
    for t in range(n_positions):
        s = t % 512
        for i in range(d_model):
            omega = 10000 ** (2 * (i // 2) / d_model)
            encoding[t, i] = np.sin(s / omega) if i % 2 == 0 else np.cos(s / omega)
    return encoding
