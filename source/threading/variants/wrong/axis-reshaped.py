# mistake: a reshape instead of a transposition
# fails: q5_example q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    shape = list(x.shape)
    y = np.asarray(dense(x.reshape(-1, shape[axis])))
    shape[axis] = y.shape[-1]
    return y.reshape(shape)
