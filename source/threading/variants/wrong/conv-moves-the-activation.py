# mistake: takes the activation away from the Dense layer
# fails: q4_source
# %% q4
def as_conv1d(dense):
    kernel, *bias = dense.get_weights()
    conv = keras.layers.Conv1D(dense.units, 1, use_bias=dense.use_bias)
    conv.activation, dense.activation = dense.activation, keras.activations.linear
    conv.build((None, None, kernel.shape[0]))
    conv.set_weights([kernel[None], *bias])
    return conv
