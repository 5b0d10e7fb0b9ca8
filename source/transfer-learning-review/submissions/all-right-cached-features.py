# student: Dina, prefers Sequential models; caches the features and trains the head on them
# score: 20
# %% q1
def build_transfer_model(source_model, last_base_layer_name, n_outputs=1):
    layers = [l for l in source_model.layers if not isinstance(l, keras.layers.InputLayer)]
    names = [l.name for l in layers]
    if last_base_layer_name not in names:
        raise ValueError('no layer ' + last_base_layer_name)
    stop = names.index(last_base_layer_name) + 1
    model = keras.Sequential([keras.Input(source_model.input_shape[1:])])
    for layer in layers[:stop]:
        twin = layer.__class__.from_config(layer.get_config())
        model.add(twin)                       # building it, so that it has weights
        twin.set_weights(layer.get_weights())
        twin.trainable = False
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(32, activation='relu'))
    model.add(keras.layers.Dense(n_outputs, activation='sigmoid'))
    return model

# %% q2
def fit_two_phase(model, X, y, n_unfreeze, epochs=(40, 10), lrs=(3e-3, 3e-5)):
    prefix = [l for l in model.layers if not l.trainable and l.count_params() > 0]
    model.compile(keras.optimizers.Adam(lrs[0]), loss='binary_crossentropy')
    model.fit(X, y, batch_size=16, epochs=epochs[0], verbose=0)
    result = {'after_head': model.get_weights()}
    for l in prefix[::-1][:n_unfreeze]:
        l.trainable = True
    model.compile(keras.optimizers.Adam(lrs[1]), loss='binary_crossentropy')
    model.fit(X, y, batch_size=16, epochs=epochs[1], verbose=0)
    result['after_finetune'] = model.get_weights()
    return result

# %% q3
def transfer(source_model, X, y):
    base = keras.Model(source_model.inputs, source_model.get_layer('dense').output)
    base.trainable = False
    z = base.predict(X, verbose=0)
    head = keras.Sequential([keras.layers.Dense(32, activation='relu'), keras.layers.Dense(1, activation='sigmoid')])
    head.compile(keras.optimizers.Adam(3e-3), 'binary_crossentropy')
    head.fit(z, y, batch_size=16, epochs=50, verbose=0)
    return keras.Sequential([keras.Input((12, 12, 1)), base, head])

# %% q4
def best_prefix(train_at, names, train, val):
    X_val, y_val = val
    acc = {}
    for name in names:
        model = train_at(name, train[0], train[1])
        y_hat = model.predict(X_val, verbose=0)
        acc[name] = float(((y_hat > 0.5) == (y_val > 0.5)).mean())
    winner = sorted(names, key=lambda n: -acc[n])[0]
    return winner, acc
