# mistake: freezes the weights of each layer, but not the layer: batch normalisation goes on moving its statistics
# fails: q1_frozen
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    copied = keras.models.clone_model(source_model)
    copied.set_weights(source_model.get_weights())
    y = copied.get_layer(last_base_layer_name).output
    for layer in copied.layers:
        for variable in layer.trainable_variables:
            variable.trainable = False
    if len(y.shape) > 2:
        y = keras.layers.Flatten()(y)
    y = keras.layers.Dense(32, activation="relu")(y)
    return keras.Model(copied.inputs, keras.layers.Dense(n_outputs, activation="sigmoid")(y))
