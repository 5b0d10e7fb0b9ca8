# route: keeps repeats together instead of dropping them; scikit-learn; index after exclude starts again; pandas reads the bytes
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
# %% p7a
def evaluate(y, yhat):
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

    return {
        "accuracy": accuracy_score(y, yhat),
        "macro_f1": f1_score(y, yhat, labels=[0, 1, 2], average="macro", zero_division=0),
        "per_class_f1": f1_score(y, yhat, labels=[0, 1, 2], average=None, zero_division=0),
        "confusion": confusion_matrix(y, yhat, labels=[0, 1, 2]),
    }
