# mistake: copies the kernel only
# fails: q4_example q4_outputs q4_layer
# %% q4
def as_conv1d(dense):
    conv = keras.layers.Conv1D(dense.units, 1, activation=dense.activation, use_bias=False)
    conv.build((None, None, dense.kernel.shape[0]))
    conv.set_weights([dense.get_weights()[0][None]])
    return conv
