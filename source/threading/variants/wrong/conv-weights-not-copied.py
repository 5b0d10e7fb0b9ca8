# mistake: builds the layer and leaves its random weights
# fails: q4_example q4_outputs
# %% q4
def as_conv1d(dense):
    conv = keras.layers.Conv1D(dense.units, 1, activation=dense.activation, use_bias=dense.use_bias)
    conv.build((None, None, dense.kernel.shape[0]))
    return conv
