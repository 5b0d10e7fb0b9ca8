# mistake: 1000 instead of 10000
# fails: q1_example q1_values q1_far
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model has to be even")
    encoding = np.zeros((n_positions, d_model))
    for t in range(n_positions):
        for i in range(d_model):
            omega = 1000 ** (2 * (i // 2) / d_model)
            encoding[t, i] = np.sin(t / omega) if i % 2 == 0 else np.cos(t / omega)
    return encoding
