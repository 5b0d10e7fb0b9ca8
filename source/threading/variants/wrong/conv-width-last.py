# mistake: the new dimension comes last
# fails: q4_example q4_outputs q4_layer
# %% q4
def as_conv1d(dense):
    conv = keras.layers.Conv1D(dense.units, 1, activation=dense.activation, use_bias=dense.use_bias)
    conv.build((None, None, dense.kernel.shape[0]))
    kernel, *bias = dense.get_weights()
    conv.set_weights([kernel[:, :, None], *bias])
    return conv
