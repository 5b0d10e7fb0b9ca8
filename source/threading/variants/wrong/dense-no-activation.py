# mistake: forgets the activation
# fails: q1_example q1_activation
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = x @ W
    return z if b is None else z + b
