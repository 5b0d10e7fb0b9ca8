# mistake: an unknown length is taken for 1
# fails: q2_example q2_output
# %% q2
def dense_shape(input_shape, units, use_bias=True):
    *lead, n_in = input_shape
    if n_in is None:
        raise ValueError(input_shape)
    return tuple(length or 1 for length in lead) + (units,), (n_in + use_bias) * units
