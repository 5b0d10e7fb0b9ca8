# student: Fay, good at the big picture: never compiles again after unfreezing, chooses the cut on training data
# score: 13
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    base = keras.models.clone_model(source_model)
    base.set_weights(source_model.get_weights())
    base.trainable = False
    x = base.get_layer(last_base_layer_name).output
    if len(x.shape) == 4:
        x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(32, "relu")(x)
    return keras.Model(base.inputs, keras.layers.Dense(n_outputs, "sigmoid")(x))

# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    prefix = [l for l in model.layers if not l.trainable and l.weights]
    model.compile(keras.optimizers.Adam(lrs[0]), "binary_crossentropy")
    model.fit(X, y, batch_size=16, epochs=epochs[0], verbose=0)
    a = model.get_weights()
    for l in prefix[len(prefix) - n_unfreeze:]:
        l.trainable = True
    model.optimizer.learning_rate = lrs[1]
    model.fit(X, y, batch_size=16, epochs=epochs[1], verbose=0)
    return {"after_head": a, "after_finetune": model.get_weights()}

# %% q3
def transfer(source_model, X, y):
    model = build_transfer_model(source_model, "dense")
    fit_two_phase(model, X, y, 0, epochs=(50, 1))
    return model

# %% q4
def best_prefix(train_at, names, train, val):
    acc = {}
    for name in names:
        m = train_at(name, *train)
        acc[name] = float(np.mean((np.asarray(m(train[0])) > 0.5) == train[1]))
    return max(acc, key=acc.get), acc
