# mistake: forgets the bias
# fails: q1_example q1_bias q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W
    return z if activation is None else activation(z)
