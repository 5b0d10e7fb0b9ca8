# mistake: leaves the complaint to the multiplication
# fails: q2_error
# %% q2
def dense_shape(input_shape, units, use_bias=True):
    return (*input_shape[:-1], units), input_shape[-1] * units + units * use_bias
