# mistake: omega by whole division
# fails: q2_shifts q2_blocks q2_dot q2_far
# %% q2
def shift_matrix(k, d_model):
    T = np.zeros((d_model, d_model))
    for p in range(d_model // 2):
        angle = k / 10000 ** (2 * p // d_model)
        c, s = np.cos(angle), np.sin(angle)
        T[2 * p, 2 * p], T[2 * p, 2 * p + 1] = c, s
        T[2 * p + 1, 2 * p], T[2 * p + 1, 2 * p + 1] = -s, c
    return T
