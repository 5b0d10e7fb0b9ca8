# mistake: multiplies integers as they are
# fails: q1_integers
# %% q1a
def train_flops(N, D):
    return 6 * N * D
