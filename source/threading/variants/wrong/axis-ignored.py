# mistake: works along the last axis, whatever was asked for
# fails: q5_example q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    return dense(x)
