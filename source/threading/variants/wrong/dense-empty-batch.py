# mistake: an empty minibatch is returned as it came
# fails: q1_values
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    if x.size == 0:
        return x
    z = x @ W
    if b is not None:
        z = z + b
    return z if activation is None else activation(z)
