# mistake: a loop over the first dimension only
# fails: q1_steps
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    if x.ndim == 1:
        z = x @ W
    else:
        z = np.empty(x.shape[:-1] + (W.shape[1],), x.dtype)
        for day in range(len(x)):
            z[day] = x[day] @ W
    if b is not None:
        z = z + b
    return z if activation is None else activation(z)
