# route: the Source is saved and loaded again; layers are added to a Sequential; the head is trained on cached features
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        source_model.save(os.path.join(folder, "source.keras"))
        copied = keras.saving.load_model(os.path.join(folder, "source.keras"))
    layers = [layer for layer in copied.layers if not isinstance(layer, keras.layers.InputLayer)]
    names = [layer.name for layer in layers]
    if last_base_layer_name not in names:
        raise ValueError(f"there is no layer {last_base_layer_name!r}; there are {names}")
    model = keras.Sequential([keras.Input(copied.input_shape[1:])])
    for layer in layers[: names.index(last_base_layer_name) + 1]:
        layer.trainable = False
        model.add(layer)
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(n_outputs, activation="sigmoid"))
    return model

# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    weights = {}
    prefix = [layer for layer in model.layers if layer.trainable is False and len(layer.weights) > 0]
    for phase in (0, 1):
        if phase == 1 and n_unfreeze > 0:
            for layer in prefix[-n_unfreeze:]:
                layer.trainable = True
        model.compile(optimizer=keras.optimizers.Adam(learning_rate=lrs[phase]), loss=keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
        model.fit(X, y, epochs=epochs[phase], batch_size=16, verbose=0)
        weights["after_finetune" if phase else "after_head"] = [w.copy() for w in model.get_weights()]
    return weights

# %% q3
def transfer(source_model, X, y):
    prefix = keras.Model(source_model.inputs, source_model.get_layer("dense").output)
    features = prefix.predict(X, verbose=0)
    head = keras.Sequential([keras.Input(features.shape[1:]), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
    head.compile(keras.optimizers.Adam(3e-3), "binary_crossentropy")
    head.fit(features, y, batch_size=16, epochs=60, verbose=0)
    return keras.Model(source_model.inputs, head(prefix(source_model.inputs[0])))

# %% q4
def best_prefix(train_at, names, train, val):
    accuracies, best = {}, None
    for name in names:
        p = train_at(name, train[0], train[1]).predict(val[0], verbose=0)
        accuracies[name] = np.mean((p > 0.5).astype(int) == val[1])
        if best is None or accuracies[name] > accuracies[best]:
            best = name
    return best, accuracies
