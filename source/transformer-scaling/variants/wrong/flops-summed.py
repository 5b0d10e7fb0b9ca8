# mistake: adds up the trainings
# fails: q1_broadcast q1_integers
# %% q1a
def train_flops(N, D):
    return np.sum(6.0 * np.asarray(N, dtype=float) * np.asarray(D, dtype=float))
