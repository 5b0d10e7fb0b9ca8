# mistake: exchanges two axes there, and moves one back
# fails: q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    return np.moveaxis(dense(np.swapaxes(x, axis, -1)), -1, axis)
