# mistake: takes the convolution before its activation
# fails: q4_deep
# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    layer = model.get_layer(layer_name)
    before = keras.Model(model.inputs, layer.input)

    def mean_activation(x):
        maps = tf.nn.conv2d(before(x), layer.kernel, 1, layer.padding.upper()) + layer.bias
        return tf.reduce_mean(maps[..., filter_index])

    return climb(mean_activation, x0, l2)
