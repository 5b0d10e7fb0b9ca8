# student: Edgar, question 1 with the Source's own layers, question 4; nothing in between
# score: 7
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    base_output = source_model.get_layer(last_base_layer_name).output
    for layer in source_model.layers:
        layer.trainable = False
    x = keras.layers.Flatten()(base_output)
    x = keras.layers.Dense(32, activation="relu")(x)
    x = keras.layers.Dense(n_outputs, activation="sigmoid")(x)
    return keras.Model(source_model.inputs, x)

# %% q4
def best_prefix(train_at, names, train, val):
    accuracies = {}
    for name in names:
        model = train_at(name, *train)
        p = np.asarray(model(val[0]))
        accuracies[name] = float(np.mean((p > 0.5) == (val[1] == 1)))
    best = names[0]
    for name in names[1:]:
        if accuracies[name] > accuracies[best]:
            best = name
    return best, accuracies
