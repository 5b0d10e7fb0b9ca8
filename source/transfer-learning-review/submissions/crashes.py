# student: Hana, fit_two_phase lacks a parenthesis and does not parse; questions 1 and 4 are right, and 3, which is graded with another fit_two_phase
# score: 14
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    source_model.get_layer(last_base_layer_name)
    twin = keras.models.clone_model(source_model)
    twin.set_weights(source_model.get_weights())
    for layer in twin.layers:
        layer.trainable = False
    y = keras.layers.Flatten()(twin.get_layer(last_base_layer_name).output)
    y = keras.layers.Dense(32, activation="relu")(y)
    y = keras.layers.Dense(n_outputs, activation="sigmoid")(y)
    return keras.Model(twin.inputs, y)

# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    model.compile(keras.optimizers.Adam(lrs[0]), "binary_crossentropy"
    model.fit(X, y, epochs=epochs[0], batch_size=16, verbose=0)

# %% q3
def transfer(source_model, X, y):
    model = build_transfer_model(source_model, "pool")
    fit_two_phase(model, X, y, 1)
    return model

# %% q4
def best_prefix(train_at, names, train, val):
    accuracies = {n: np.mean((train_at(n, *train).predict(val[0], verbose=0) > 0.5) == (val[1] > 0.5)) for n in names}
    return names[int(np.argmax([accuracies[n] for n in names]))], accuracies
