# mistake: the same rows serve as validation and as test part
# fails: p2_parts p2_partition p2_no_leak
# %% p2a
def make_splits(df, seed):
    """Parts "train", "val" and "test" of `df`, stratified, with all copies of a sentence in one part."""
    table = df.reset_index(drop=True).assign(row_id=np.arange(len(df)))
    key = table["sentence"].map(normalise)
    contradicting = table.groupby(key)["label"].transform("nunique") > 1
    table = table[~contradicting & ~key.duplicated()]
    random = np.random.default_rng(seed)
    parts = {"train": [], "val": [], "test": []}
    for _, rows in table.groupby("label"):
        order = random.permutation(len(rows))
        first, second = round(0.15 * len(rows)), round(0.30 * len(rows))
        parts["test"].append(rows.iloc[order[:first]])
        parts["val"].append(rows.iloc[order[:first]])
        parts["train"].append(rows.iloc[order[first:]])
    return {
        name: pd.concat(pieces).sample(frac=1, random_state=seed).reset_index(drop=True)
        for name, pieces in parts.items()
    }
