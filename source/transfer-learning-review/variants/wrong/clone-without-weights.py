# mistake: clone_model makes new random weights, and nobody copies the old ones
# fails: q1_head
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    copied = keras.models.clone_model(source_model)
    y = copied.get_layer(last_base_layer_name).output
    for layer in copied.layers:
        layer.trainable = False
    if len(y.shape) > 2:
        y = keras.layers.Flatten()(y)
    y = keras.layers.Dense(32, activation="relu")(y)
    return keras.Model(copied.inputs, keras.layers.Dense(n_outputs, activation="sigmoid")(y))
