# mistake: right, but one row at a time
# fails: q1_steps
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = np.zeros(x.shape[:-1] + (W.shape[1],), dtype=x.dtype)
    for index in np.ndindex(*x.shape[:-1]):
        z[index] = x[index] @ W
    if b is not None:
        z = z + b
    return z if activation is None else activation(z)
