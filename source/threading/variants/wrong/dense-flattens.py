# mistake: reshapes to a table, and leaves it so
# fails: q1_example q1_values q1_bias q1_activation q1_dtype q1_steps
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x.reshape(-1, W.shape[0]) @ W
    if b is not None:
        z = z + b
    return z if activation is None else activation(z)
