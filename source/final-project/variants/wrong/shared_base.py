# mistake: one encoder object serves all models
# fails: p6_pretrained p6_fresh_head p6_all_change p6_independent p7_records
# %% p4a
ENCODER = TFAutoModel.from_pretrained(CFG["checkpoint"])


class Judge(keras.Model):
    """Mean of the token vectors that are not padding, a small hidden layer, softmax."""

    def __init__(self, units=20):
        super().__init__()
        self.encoder = ENCODER
        self.hidden = keras.layers.Dense(units, activation="relu")
        self.out = keras.layers.Dense(3, activation="softmax")

    def pooled(self, inputs, training=False):
        vectors = self.encoder(inputs, training=training).last_hidden_state
        mask = tf.cast(inputs["attention_mask"], vectors.dtype)[:, :, None]
        return tf.reduce_sum(vectors * mask, axis=1) / tf.reduce_sum(mask, axis=1)

    def call(self, inputs, training=False):
        inputs = {key: tf.convert_to_tensor(value) for key, value in inputs.items()}
        return self.out(self.hidden(self.pooled(inputs, training=training)))


def build_model():
    model = Judge()
    model(encode(["One call creates the variables ."], 16))
    return model
# %% p4b
def split_variables(model):
    return list(model.encoder.variables), model.hidden.variables + model.out.variables
# %% p4c
def predict_proba(model, sentences):
    sentences = [str(s) for s in sentences]
    rows = [model(encode(sentences[i : i + 32], CFG["max_length"])) for i in range(0, len(sentences), 32)]
    return tf.concat(rows, axis=0).numpy()
# %% p4d
def prints_of(model):
    base, head = split_variables(model)
    return {"base": fingerprint(base), "head": fingerprint(head)}


def teach(model, train, val, cfg, rate, epochs):
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    start = prints_of(model)
    record = model.fit(
        encode(train["sentence"], cfg["max_length"]), np.array(train["label"]), batch_size=cfg["batch_size"], epochs=epochs, verbose=0,
        validation_data=(encode(val["sentence"], cfg["max_length"]), np.array(val["label"])),
    )
    history = {key: list(map(float, values)) for key, values in record.history.items()}
    history["start"], history["end"] = start, prints_of(model)
    return model, history


def run_head_only(train, val, cfg):
    keras.utils.set_random_seed(cfg["seed"])
    model = build_model()
    model.encoder.trainable = False
    return teach(model, train, val, cfg, cfg["lr_head"], cfg["epochs_head"])
# %% p5
def run_head_then_all(model, train, val, cfg):
    model.encoder.trainable = True
    return teach(model, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
# %% p6
def run_all_at_once(train, val, cfg):
    keras.utils.set_random_seed(cfg["seed"] + 7)
    return teach(build_model(), train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
