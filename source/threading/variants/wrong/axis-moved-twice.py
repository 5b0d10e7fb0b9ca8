# mistake: moves the same way again instead of back
# fails: q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    return np.moveaxis(dense(np.moveaxis(x, axis, -1)), axis, -1)
