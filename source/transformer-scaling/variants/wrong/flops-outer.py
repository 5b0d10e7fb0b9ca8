# mistake: every model with every number of tokens
# fails: q1_broadcast q1_integers
# %% q1a
def train_flops(N, D):
    return np.squeeze(6.0 * np.outer(np.asarray(N, dtype=float), np.asarray(D, dtype=float)))
