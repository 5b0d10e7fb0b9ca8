# mistake: takes the index for a row of the map
# fails: q4_whole q4_mean q4_deep
# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    features = keras.Model(model.inputs, model.get_layer(layer_name).output)

    def mean_activation(x):
        return tf.reduce_mean(features(x)[:, filter_index % features(x).shape[1]])

    return climb(mean_activation, x0, l2)
