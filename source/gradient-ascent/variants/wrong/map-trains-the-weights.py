# mistake: moves the weights instead of the image
# fails: q4_whole q4_mean q4_deep q4_unchanged
# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    layer = model.get_layer(layer_name)
    features = keras.Model(model.inputs, layer.output)
    for _ in range(20):
        with tf.GradientTape() as tape:
            utility = tf.reduce_mean(features(x0)[..., filter_index])
        layer.kernel.assign_add(0.1 * tape.gradient(utility, layer.kernel.value))
    return x0
