# student: loads the encoder once to save memory and puts every head on it
# score: 52.5 to 53.5
# %% config
project_config = {"mode": None, "flavour": "AllAgree", "seed": 3, "offline": {}, "real": {}, "gpu": {"lr_all": 3e-5}}
# %% p1a
def parse_phrasebank(path):
    text = Path(path).read_bytes().decode("latin-1")
    found = [line.strip() for line in re.split(r"\r?\n", text)]
    sentences, labels = [], []
    for line in found:
        if line:
            match = re.fullmatch(r"(.*)@\s*(negative|neutral|positive)", line, flags=re.DOTALL)
            if match is None:
                raise ValueError(line)
            sentences.append(match.group(1).strip())
            labels.append({"negative": 0, "neutral": 1, "positive": 2}[match.group(2)])
    return pd.DataFrame({"sentence": sentences, "label": np.array(labels, dtype="int64")})
# %% p1b
def load_phrasebank(flavour):
    return parse_phrasebank(data_file(flavour, CFG["mode"]))
# %% p2a
def make_splits(df, seed):
    """Groups of equal sentences are dealt out class by class, the largest first, to the part that lacks most."""
    df = df.reset_index(drop=True)
    df["row_id"] = df.index
    random = np.random.default_rng(seed)
    groups = df.groupby(df["sentence"].map(normalise)).indices
    target = {"train": 0.6, "val": 0.2, "test": 0.2}
    chosen = {part: [] for part in target}
    for label in range(3):
        own = [rows for rows in groups.values() if df["label"][rows[0]] == label]
        random.shuffle(own)
        own.sort(key=len, reverse=True)
        count, total = {part: 0 for part in target}, sum(map(len, own))
        for rows in own:
            part = min(target, key=lambda p: count[p] / (target[p] * total))
            chosen[part].extend(rows)
            count[part] += len(rows)
    return {part: df.loc[rows] for part, rows in chosen.items()}
# %% p2b
def exclude(df, test_df):
    tested = {normalise(s) for s in test_df["sentence"]}
    keep = [normalise(s) not in tested for s in df["sentence"]]
    return df.loc[keep].reset_index(drop=True)
# %% p3
def encode(sentences, max_length):
    t = TOKENIZER(list(sentences), padding=True, truncation=True, max_length=max_length, return_tensors="np")
    return {"input_ids": t["input_ids"], "attention_mask": t["attention_mask"]}
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
# %% p7a
def evaluate(y, yhat):
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

    return {
        "accuracy": accuracy_score(y, yhat),
        "macro_f1": f1_score(y, yhat, labels=[0, 1, 2], average="macro", zero_division=0),
        "per_class_f1": f1_score(y, yhat, labels=[0, 1, 2], average=None, zero_division=0),
        "confusion": confusion_matrix(y, yhat, labels=[0, 1, 2]),
    }
# %% p7b
def run_project(splits, cfg, folder):
    os.makedirs(folder, exist_ok=True)
    rows, logs, prints = [], {}, {"pretrained": {"base": fingerprint(split_variables(build_model())[0])}}
    model = None
    for phase in ["a", "b", "c"]:
        if phase == "a":
            model, history = run_head_only(splits["train"], splits["val"], cfg)
        elif phase == "b":
            model, history = run_head_then_all(model, splits["train"], splits["val"], cfg)
        else:
            model, history = run_all_at_once(splits["train"], splits["val"], cfg)
        prints[phase + "_start"] = history.pop("start")
        prints[phase + "_end"] = history.pop("end")
        logs[phase] = history
        proba = np.asarray(predict_proba(model, splits["test"]["sentence"]))
        for row_id, label, p in zip(splits["test"]["row_id"], splits["test"]["label"], proba):
            rows.append([phase, row_id, "test", label, p[0], p[1], p[2], int(np.argmax(p))])
    names = ["phase", "row_id", "split", "y_true", "p_negative", "p_neutral", "p_positive", "y_pred"]
    pd.DataFrame(rows, columns=names).to_csv(os.path.join(folder, "predictions.csv"), index=False)
    for name, content in [("histories", logs), ("fingerprints", prints)]:
        with open(os.path.join(folder, name + ".json"), "w") as file:
            json.dump(content, file)
