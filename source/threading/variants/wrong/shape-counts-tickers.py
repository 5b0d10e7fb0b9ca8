# mistake: counts the weights once for each place
# fails: q2_example q2_params
# %% q2
def dense_shape(input_shape, units, use_bias=True):
    *lead, n_in = input_shape
    if n_in is None:
        raise ValueError(input_shape)
    places = int(np.prod([length or 1 for length in lead]))
    return (*lead, units), places * (n_in + use_bias) * units
