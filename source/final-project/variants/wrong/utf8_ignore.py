# mistake: the file is read as UTF-8 and bytes that do not fit are dropped
# fails: p1_bytes p1_load
# %% p1a
def parse_phrasebank(path):
    """Read a file of FinancialPhraseBank: a DataFrame with columns sentence (str) and label (int)."""
    rows = []
    with open(path, encoding="utf-8", errors="ignore") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            sentence, at, label = line.rpartition("@")
            if not at or label.strip() not in LABELS:
                raise ValueError(f"{path}, line {number}: expected sentence@label")
            rows.append((sentence.strip(), LABELS.index(label.strip())))
    return pd.DataFrame(rows, columns=["sentence", "label"])
