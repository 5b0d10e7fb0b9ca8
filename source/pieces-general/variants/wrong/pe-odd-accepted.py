# mistake: an odd d_model gives one sine more
# fails: q1_error
# %% q1
def positional_encoding(n_positions, d_model):
    encoding = np.zeros((n_positions, d_model))
    for t in range(n_positions):
        for i in range(d_model):
            omega = 10000 ** (2 * (i // 2) / d_model)
            encoding[t, i] = np.sin(t / omega) if i % 2 == 0 else np.cos(t / omega)
    return encoding
