# mistake: the bias is added to the activation
# fails: q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W
    if activation is not None:
        z = activation(z)
    return z if b is None else z + b
