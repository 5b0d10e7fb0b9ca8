# mistake: the new axis always comes first
# fails: q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    return np.moveaxis(dense(np.moveaxis(x, axis, -1)), -1, 0)
