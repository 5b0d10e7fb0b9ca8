# mistake: features in rows, positions in columns
# fails: q1_example q1_values q1_pairs q1_first q1_far q1_error
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model has to be even")
    encoding = np.zeros((n_positions, d_model))
    for t in range(n_positions):
        for i in range(d_model):
            omega = 10000 ** (2 * (i // 2) / d_model)
            encoding[t, i] = np.sin(t / omega) if i % 2 == 0 else np.cos(t / omega)
    return encoding.T
