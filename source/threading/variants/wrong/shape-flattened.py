# mistake: one vector for each example, whatever the rank
# fails: q2_example q2_output
# %% q2
def dense_shape(input_shape, units, use_bias=True):
    if input_shape[-1] is None:
        raise ValueError(input_shape)
    return (input_shape[0], units), (input_shape[-1] + use_bias) * units
