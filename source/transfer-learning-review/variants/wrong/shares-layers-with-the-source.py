# mistake: takes the Source's own layers, and freezes them there, too
# fails: q1_source
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    y = source_model.get_layer(last_base_layer_name).output
    prefix = keras.Model(source_model.inputs, y)
    for layer in prefix.layers:
        layer.trainable = False
    if len(y.shape) > 2:
        y = keras.layers.Flatten()(y)
    y = keras.layers.Dense(32, activation="relu")(y)
    return keras.Model(source_model.inputs, keras.layers.Dense(n_outputs, activation="sigmoid")(y))
