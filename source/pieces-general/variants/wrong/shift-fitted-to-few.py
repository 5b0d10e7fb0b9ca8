# mistake: least squares over 20 neighbouring positions: right there only
# fails: q2_shifts q2_group q2_blocks q2_dot q2_far
# %% q2
def shift_matrix(k, d_model):
    def encode(t):
        angles = t[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
        return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), d_model)
    t = np.arange(20)
    return np.linalg.lstsq(encode(t), encode(t + k), rcond=None)[0].T
