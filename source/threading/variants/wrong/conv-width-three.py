# mistake: the kernel in the middle of a window of three
# fails: q4_layer
# %% q4
def as_conv1d(dense):
    kernel, *bias = dense.get_weights()
    conv = keras.layers.Conv1D(dense.units, 3, padding="same", activation=dense.activation, use_bias=dense.use_bias)
    conv.build((None, None, kernel.shape[0]))
    conv.set_weights([np.stack([0 * kernel, kernel, 0 * kernel]), *bias])
    return conv
