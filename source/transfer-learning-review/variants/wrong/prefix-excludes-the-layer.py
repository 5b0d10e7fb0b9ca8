# mistake: the prefix ends before the named layer
# fails: q1_example q1_head q1_frozen
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    source_model.get_layer(last_base_layer_name)
    copied = keras.models.clone_model(source_model)
    copied.set_weights(source_model.get_weights())
    y = copied.get_layer(last_base_layer_name).input
    for layer in copied.layers:
        layer.trainable = False
    if len(y.shape) > 2:
        y = keras.layers.Flatten()(y)
    y = keras.layers.Dense(32, activation="relu")(y)
    return keras.Model(copied.inputs, keras.layers.Dense(n_outputs, activation="sigmoid")(y))
