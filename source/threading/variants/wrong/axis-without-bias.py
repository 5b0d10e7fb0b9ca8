# mistake: multiplies with the kernel, and nothing else
# fails: q5_example q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    y = np.tensordot(x, np.asarray(dense.kernel), axes=(axis, 0))
    return np.asarray(dense.activation(tf.constant(np.moveaxis(y, -1, axis))))
