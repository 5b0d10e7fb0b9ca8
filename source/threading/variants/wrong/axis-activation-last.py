# mistake: moves the axis back before the activation, which then works on another one
# fails: q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    y = np.tensordot(x, np.asarray(dense.kernel), axes=(axis, 0))
    if dense.use_bias:
        y = y + np.asarray(dense.bias)
    return np.asarray(dense.activation(tf.constant(np.moveaxis(y, -1, axis))))
