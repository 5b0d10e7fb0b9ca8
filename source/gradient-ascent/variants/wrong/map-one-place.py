# mistake: maximises the place in the middle
# fails: q4_mean q4_deep
# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    features = keras.Model(model.inputs, model.get_layer(layer_name).output)

    def mean_activation(x):
        maps = features(x)[0, :, :, filter_index]
        return maps[maps.shape[0] // 2, maps.shape[1] // 2]

    return climb(mean_activation, x0, l2)
