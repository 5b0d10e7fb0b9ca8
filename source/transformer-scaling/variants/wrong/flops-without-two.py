# mistake: a multiplication and an addition count as one, 3ND
# fails: q1_example q1_values q1_broadcast q1_integers
# %% q1a
def train_flops(N, D):
    return 3.0 * np.asarray(N, dtype=float) * D
