# mistake: the base is marked as trainable, but the model is not compiled again
# fails: p5_head_kept p5_all_change p7_records
# %% p5
def run_head_then_all(model, train, val, cfg):
    keras.utils.set_random_seed(cfg["seed"])
    model.layers[0].trainable = True
    start = both_fingerprints(model)
    fitted = model.fit(
        encode(train["sentence"], cfg["max_length"]), train["label"].to_numpy(),
        validation_data=(encode(val["sentence"], cfg["max_length"]), val["label"].to_numpy()),
        batch_size=cfg["batch_size"], epochs=cfg["epochs_all"], verbose=0,
    )
    history = {name: [float(value) for value in values] for name, values in fitted.history.items()}
    return model, {**history, "start": start, "end": both_fingerprints(model)}
