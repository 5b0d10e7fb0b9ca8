# mistake: takes it for granted that there is a bias
# fails: q4_outputs q4_layer
# %% q4
def as_conv1d(dense):
    kernel, bias = dense.get_weights()
    conv = keras.layers.Conv1D(dense.units, 1, activation=dense.activation)
    conv.build((None, None, kernel.shape[0]))
    conv.set_weights([kernel[None], bias])
    return conv
