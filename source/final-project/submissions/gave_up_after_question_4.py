# student: ran out of time after phase a
# score: 32.5
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
def build_model():
    return TFAutoModelForSequenceClassification.from_pretrained(CFG["checkpoint"], num_labels=3)
# %% p4b
def split_variables(model):
    base = model.layers[0].variables
    names = {v.name for v in base}
    return base, [v for v in model.variables if v.name not in names]
# %% p4c
def predict_proba(model, sentences):
    out = []
    for s in np.array_split(list(sentences), max(1, len(sentences) // 50)):
        out.append(tf.nn.softmax(model(encode(list(s), CFG["max_length"]), training=False).logits).numpy())
    return np.vstack(out)
# %% p4d
def fps(model):
    b, h = split_variables(model)
    return {"base": fingerprint(b), "head": fingerprint(h)}

def compile_and_fit(model, train, val, cfg, lr, epochs, compile=True):
    if compile:
        model.compile(optimizer=keras.optimizers.Adam(learning_rate=lr),
                      loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    start = fps(model)
    h = model.fit(encode(train["sentence"], cfg["max_length"]), train["label"].values,
                  validation_data=(encode(val["sentence"], cfg["max_length"]), val["label"].values),
                  epochs=epochs, batch_size=cfg["batch_size"], verbose=0).history
    h = {k: [float(x) for x in v] for k, v in h.items()}
    h["start"] = start
    h["end"] = fps(model)
    return h

def run_head_only(train, val, cfg):
    tf.keras.utils.set_random_seed(cfg["seed"])
    model = build_model()
    model.layers[0].trainable = False
    return model, compile_and_fit(model, train, val, cfg, cfg["lr_head"], cfg["epochs_head"])
# %% p7a
def evaluate(y, yhat):
    y, yhat = np.array(y), np.array(yhat)
    c = np.array([[((y == i) & (yhat == j)).sum() for j in range(3)] for i in range(3)])
    f = [2 * c[i, i] / (c[i].sum() + c[:, i].sum()) if c[i].sum() + c[:, i].sum() else 0 for i in range(3)]
    return {"accuracy": (y == yhat).mean(), "macro_f1": np.mean(f), "per_class_f1": f, "confusion": c}
