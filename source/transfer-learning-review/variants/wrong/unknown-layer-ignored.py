# mistake: takes the whole network if there is no such layer
# fails: q1_unknown
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    copied = keras.models.clone_model(source_model)
    copied.set_weights(source_model.get_weights())
    model = keras.Sequential([keras.Input(copied.input_shape[1:])])
    for layer in copied.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        layer.trainable = False
        model.add(layer)
        if layer.name == last_base_layer_name:
            break
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(n_outputs, activation="sigmoid"))
    return model
