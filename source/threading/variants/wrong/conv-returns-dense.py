# mistake: a Dense layer does the same, so it is returned
# fails: q4_example q4_layer q4_source
# %% q4
def as_conv1d(dense):
    return dense
