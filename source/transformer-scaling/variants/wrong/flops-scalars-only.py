# mistake: converts to Python's float, which fails for arrays
# fails: q1_broadcast q1_integers
# %% q1a
def train_flops(N, D):
    return 6.0 * float(N) * float(D)
