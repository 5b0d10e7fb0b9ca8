# mistake: a bias for each row instead of each unit
# fails: q1_example q1_bias q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W
    if b is not None:
        z = z + b[:, None]
    return z if activation is None else activation(z)
