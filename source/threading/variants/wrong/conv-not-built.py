# mistake: returns a layer without weights
# fails: q4_outputs q4_layer q4_source
# %% q4
def as_conv1d(dense):
    return keras.layers.Conv1D(dense.units, 1, activation=dense.activation, use_bias=dense.use_bias)
