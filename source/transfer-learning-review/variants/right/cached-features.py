# route: twins of the layers, called in inference mode; phase 1 trains the head alone, on features that the prefix computes once
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    source_model.get_layer(last_base_layer_name)
    inputs = keras.Input(source_model.input_shape[1:])
    y = inputs
    for layer in source_model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        twin = type(layer).from_config(layer.get_config())
        y = twin(y, training=False)
        twin.set_weights(layer.get_weights())
        twin.trainable = False
        if layer.name == last_base_layer_name:
            break
    y = keras.layers.Flatten()(y)
    y = keras.layers.Dense(32, activation="relu", name="new_hidden")(y)
    return keras.Model(inputs, keras.layers.Dense(n_outputs, activation="sigmoid", name="new_output")(y))

# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    chain = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    cut = 1 + max(number for number, layer in enumerate(chain) if not layer.trainable)
    # Both models share their layers with `model`: what the head learns here it has learned there.
    prefix = keras.Sequential([keras.Input(model.input_shape[1:]), *chain[:cut]])
    features = prefix.predict(X, verbose=0)
    head = keras.Sequential([keras.Input(features.shape[1:]), *chain[cut:]])
    head.compile(keras.optimizers.Adam(lrs[0]), "binary_crossentropy")
    head.fit(features, y, batch_size=16, epochs=epochs[0], verbose=0)
    result = {"after_head": model.get_weights()}
    with_weights = [layer for layer in chain[:cut] if layer.weights]
    for layer in with_weights[len(with_weights) - n_unfreeze :]:
        layer.trainable = True
    model.compile(keras.optimizers.Adam(lrs[1]), "binary_crossentropy")
    model.fit(X, y, batch_size=16, epochs=epochs[1], verbose=0)
    result["after_finetune"] = model.get_weights()
    return result
