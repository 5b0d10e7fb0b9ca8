# mistake: the axes stay exchanged
# fails: q5_example q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    return dense(np.swapaxes(x, axis, -1))
