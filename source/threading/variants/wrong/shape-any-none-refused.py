# mistake: refuses every unknown length
# fails: q2_example q2_output q2_params q2_error
# %% q2
def dense_shape(input_shape, units, use_bias=True):
    if None in input_shape:
        raise ValueError(input_shape)
    return (*input_shape[:-1], units), (input_shape[-1] + use_bias) * units
