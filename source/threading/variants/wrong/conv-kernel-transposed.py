# mistake: inputs and outputs of the kernel are exchanged
# fails: q4_outputs
# %% q4
def as_conv1d(dense):
    conv = keras.layers.Conv1D(dense.units, 1, activation=dense.activation, use_bias=dense.use_bias)
    kernel, *bias = dense.get_weights()
    conv.build((None, None, kernel.shape[0]))
    conv.set_weights([kernel.T.reshape(1, *kernel.shape), *bias])
    return conv
