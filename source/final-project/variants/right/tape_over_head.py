# route: GradientTape loops; in phase a the optimiser knows the head's variables only, nothing is marked as frozen
# %% p4d
def run_head_only(train, val, cfg):
    """The optimiser is given the head's variables only; no layer is marked as frozen."""
    tf.keras.utils.set_random_seed(cfg["seed"])
    model = build_model()
    head = split_variables(model)[1]
    return model, tape_training(model, head, train, val, cfg, cfg["lr_head"], cfg["epochs_head"])


def tape_training(model, variables, train, val, cfg, rate, epochs):
    def prints():
        base, head = split_variables(model)
        return {"base": fingerprint(base), "head": fingerprint(head)}

    optimizer = keras.optimizers.Adam(rate)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function(reduce_retracing=True)
    def step(inputs, labels):
        with tf.GradientTape() as tape:
            loss = cross_entropy(labels, model(inputs, training=True).logits)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    coded = encode(train["sentence"], cfg["max_length"])
    labels = train["label"].to_numpy()
    history = {"loss": [], "val_loss": [], "start": prints()}
    random = np.random.default_rng(cfg["seed"])
    for _ in range(epochs):
        order = random.permutation(len(labels))
        losses = []
        for i in range(0, len(order), cfg["batch_size"]):
            rows = order[i : i + cfg["batch_size"]]
            losses.append(float(step({k: tf.constant(v[rows]) for k, v in coded.items()}, tf.constant(labels[rows]))))
        history["loss"].append(float(np.mean(losses)))
        proba = predict_proba(model, val["sentence"])
        history["val_loss"].append(float(-np.mean(np.log(proba[np.arange(len(val)), val["label"]]))))
    history["end"] = prints()
    return history
# %% p5
def run_head_then_all(model, train, val, cfg):
    return model, tape_training(model, model.trainable_variables, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
# %% p6
def run_all_at_once(train, val, cfg):
    model = build_model()
    return model, tape_training(model, model.trainable_variables, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
