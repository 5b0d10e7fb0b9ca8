# mistake: labels are numbered from positive to negative
# fails: p1_bytes p1_lines p1_load
# %% p1a
def parse_phrasebank(path):
    """Read a file of FinancialPhraseBank: a DataFrame with columns sentence (str) and label (int)."""
    rows = []
    with open(path, encoding="iso-8859-1") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            sentence, at, label = line.rpartition("@")
            if not at or label.strip() not in LABELS:
                raise ValueError(f"{path}, line {number}: expected sentence@label")
            rows.append((sentence.strip(), 2 - LABELS.index(label.strip())))
    return pd.DataFrame(rows, columns=["sentence", "label"])
