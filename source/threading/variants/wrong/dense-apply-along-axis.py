# mistake: a loop in disguise, which stops at an empty minibatch
# fails: q1_values q1_steps
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = np.apply_along_axis(lambda row: row @ W, -1, x)
    if b is not None:
        z = z + b
    return z if activation is None else activation(z)
