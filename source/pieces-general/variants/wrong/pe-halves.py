# mistake: all sines first, then all cosines
# fails: q1_example q1_values q1_pairs q1_first q1_far
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model has to be even")
    angles = np.arange(n_positions)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
