# mistake: positions begin with 1
# fails: q1_example q1_values q1_first q1_far
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model has to be even")
    encoding = np.zeros((n_positions, d_model))
    for t in range(n_positions):
        for i in range(d_model):
            encoding[t, i] = np.sin((t + 1) / 10000 ** (2 * (i // 2) / d_model)) if i % 2 == 0 else np.cos((t + 1) / 10000 ** (2 * (i // 2) / d_model))
    return encoding
