# mistake: blocks for sines first, cosines second
# fails: q2_shifts q2_blocks q2_far
# %% q2
def shift_matrix(k, d_model):
    angle = k / 10000 ** (np.arange(0, d_model, 2) / d_model)
    c, s = np.diag(np.cos(angle)), np.diag(np.sin(angle))
    return np.block([[c, s], [-s, c]])
