# mistake: a bias of zeros where there was none
# fails: q4_layer
# %% q4
def as_conv1d(dense):
    conv = keras.layers.Conv1D(dense.units, 1, activation=dense.activation)
    conv.build((None, None, dense.kernel.shape[0]))
    kernel, *bias = dense.get_weights()
    conv.set_weights([kernel[None], bias[0] if bias else np.zeros(dense.units)])
    return conv
