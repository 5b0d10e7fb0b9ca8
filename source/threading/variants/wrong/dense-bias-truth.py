# mistake: asks an array whether it is true
# fails: q1_example q1_bias q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W
    if b:
        z = z + b
    return z if activation is None else activation(z)
