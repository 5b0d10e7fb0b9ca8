# route: padding to max_length, TensorFlow tensors, tf.data pipelines, model.predict
# %% p3
def encode(sentences, max_length):
    coded = TOKENIZER([str(s) for s in sentences], padding="max_length", truncation=True, max_length=max_length, return_tensors="tf")
    return {"input_ids": coded["input_ids"], "attention_mask": coded["attention_mask"]}
# %% p4c
def predict_proba(model, sentences):
    logits = model.predict(encode(sentences, CFG["max_length"]), batch_size=64, verbose=0).logits
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
# %% p4d
def run_head_only(train, val, cfg):
    model = build_model()
    main_layer, *others = model.layers
    main_layer.trainable = False
    return model, fit_with_data(model, train, val, cfg, cfg["lr_head"], cfg["epochs_head"])


def fit_with_data(model, train, val, cfg, rate, epochs):
    def data(part):
        return tf.data.Dataset.from_tensor_slices((encode(part["sentence"], cfg["max_length"]), part["label"].to_numpy()))

    def prints():
        return dict(zip(("base", "head"), map(fingerprint, split_variables(model))))

    model.compile(keras.optimizers.Adam(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    start = prints()
    batches = data(train).shuffle(len(train), seed=cfg["seed"]).batch(cfg["batch_size"])
    log = model.fit(batches, validation_data=data(val).batch(64), epochs=epochs, verbose=0).history
    return {"loss": [float(x) for x in log["loss"]], "val_loss": [float(x) for x in log["val_loss"]], "start": start, "end": prints()}
# %% p5
def run_head_then_all(model, train, val, cfg):
    model.trainable = True
    for layer in model.layers:
        layer.trainable = True
    return model, fit_with_data(model, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
# %% p6
def run_all_at_once(train, val, cfg):
    model = build_model()
    return model, fit_with_data(model, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
