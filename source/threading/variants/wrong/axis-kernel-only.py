# mistake: multiplies with the kernel and adds the bias, but forgets the activation
# fails: q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    y = np.tensordot(x, np.asarray(dense.kernel), axes=(axis, 0))
    if dense.use_bias:
        y = y + np.asarray(dense.bias)
    return np.moveaxis(y, -1, axis)
