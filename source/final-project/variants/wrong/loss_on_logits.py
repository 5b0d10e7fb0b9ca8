# mistake: the loss takes the logits of the model for probabilities
# fails: p4_loss
# %% p4d
def run_head_only(train, val, cfg):
    """Phase a: train the head over a frozen base. Returns the model and its history."""
    keras.utils.set_random_seed(cfg["seed"])
    model = build_model()
    model.layers[0].trainable = False
    return model, fit_phase(model, train, val, cfg, cfg["lr_head"], cfg["epochs_head"])


def both_fingerprints(model):
    base, head = split_variables(model)
    return {"base": fingerprint(base), "head": fingerprint(head)}


def fit_phase(model, train, val, cfg, rate, epochs):
    """Compile and fit `model` in place; compiling is what makes `trainable` count."""
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
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
