# mistake: the head is frozen instead of the base
# fails: p4_frozen p4_moved
# %% p4d
def run_head_only(train, val, cfg):
    """Phase a: train the head over a frozen base. Returns the model and its history."""
    keras.utils.set_random_seed(cfg["seed"])
    model = build_model()
    for layer in model.layers[1:]:
        layer.trainable = False
    return model, fit_phase(model, train, val, cfg, cfg["lr_head"], cfg["epochs_head"])


def both_fingerprints(model):
    base, head = split_variables(model)
    return {"base": fingerprint(base), "head": fingerprint(head)}


def fit_phase(model, train, val, cfg, rate, epochs):
    """Compile and fit `model` in place; compiling is what makes `trainable` count."""
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    start = both_fingerprints(model)
    fitted = model.fit(
        encode(train["sentence"], cfg["max_length"]), train["label"].to_numpy(),
        validation_data=(encode(val["sentence"], cfg["max_length"]), val["label"].to_numpy()),
        batch_size=cfg["batch_size"], epochs=epochs, verbose=0,
    )
    history = {name: [float(value) for value in values] for name, values in fitted.history.items()}
    return {**history, "start": start, "end": both_fingerprints(model)}
# %% p5
def run_head_then_all(model, train, val, cfg):
    """Phase b: train all weights of the model of phase a. Returns the model and its history."""
    keras.utils.set_random_seed(cfg["seed"])
    for layer in model.layers:
        layer.trainable = True
    return model, fit_phase(model, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
