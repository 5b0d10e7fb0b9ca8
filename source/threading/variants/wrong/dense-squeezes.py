# mistake: drops dimensions of length 1
# fails: q1_example q1_values q1_bias q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W
    if b is not None:
        z = z + b
    return np.squeeze(z if activation is None else activation(z))
