# mistake: computes in float32, whatever comes
# fails: q1_dtype
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x.astype("float32") @ W.astype("float32")
    if b is not None:
        z = z + b.astype("float32")
    return z if activation is None else activation(z)
