# mistake: the kernel as in the equations
# fails: q1_example q1_values q1_bias q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W.T
    if b is not None:
        z = z + b
    return z if activation is None else activation(z)
