# mistake: long sentences are not cut
# fails: p3_shapes p3_tokens
# %% p3
def encode(sentences, max_length):
    """Token ids and attention mask of a list of sentences, each of shape (n, L), L <= max_length."""
    both = TOKENIZER(
        list(sentences), max_length=max_length, truncation=False, padding="longest", return_tensors="np"
    )
    return {key: both[key] for key in ("input_ids", "attention_mask")}
