# mistake: reverses all axes, which is right for tables
# fails: q5_values q5_negative q5_activation
# %% q5
def dense_along_axis(x, dense, axis):
    if axis in (-1, x.ndim - 1):
        return dense(x)
    return np.transpose(dense(np.transpose(x)))
