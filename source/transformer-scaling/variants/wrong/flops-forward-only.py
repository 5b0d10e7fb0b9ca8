# mistake: counts the forward pass alone, 2ND
# fails: q1_example q1_values q1_broadcast q1_integers
# %% q1a
def train_flops(N, D):
    return 2.0 * np.asarray(N, dtype=float) * D
