# mistake: applies the activation to one number at a time
# fails: q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W
    if b is not None:
        z = z + b
    return z if activation is None else np.vectorize(activation, otypes=[z.dtype])(z)
