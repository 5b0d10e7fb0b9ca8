# mistake: maximises the output of the model, whatever the layer is
# fails: q4_whole q4_mean q4_deep q4_unchanged
# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    features = keras.Model(model.inputs, model.outputs[0])

    def mean_activation(x):
        return tf.reduce_mean(features(x)[..., filter_index])

    return climb(mean_activation, x0, l2)
