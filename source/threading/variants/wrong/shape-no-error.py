# mistake: an unknown last length gives an unknown number
# fails: q2_error
# %% q2
def dense_shape(input_shape, units, use_bias=True):
    *lead, n_in = input_shape
    if n_in is None:
        return (*lead, units), None
    return (*lead, units), (n_in + use_bias) * units
