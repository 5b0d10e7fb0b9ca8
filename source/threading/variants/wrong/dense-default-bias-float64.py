# mistake: a missing bias is an array of zeros, in float64
# fails: q1_dtype
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    if b is None:
        b = np.zeros(W.shape[1])
    z = x @ W + b
    return z if activation is None else activation(z)
