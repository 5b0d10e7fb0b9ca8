# mistake: a single bias for all units
# fails: q2_example q2_params
# %% q2
def dense_shape(input_shape, units, use_bias=True):
    *lead, n_in = input_shape
    if n_in is None:
        raise ValueError(input_shape)
    return (*lead, units), n_in * units + int(use_bias)
