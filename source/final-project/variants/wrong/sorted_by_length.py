# mistake: sentences are sorted by length for less padding, and come back in that order
# fails: p3_tokens p3_mask p3_rows p7_order
# %% p3
def encode(sentences, max_length):
    """Token ids and attention mask of a list of sentences, each of shape (n, L), L <= max_length."""
    both = TOKENIZER(
        sorted(sentences, key=len), max_length=max_length, truncation=True, padding="longest", return_tensors="np"
    )
    return {key: both[key] for key in ("input_ids", "attention_mask")}
