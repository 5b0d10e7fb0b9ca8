# mistake: the attention mask is 1 on padding, too
# fails: p3_shapes p3_tokens p3_mask p3_rows p7_order
# %% p3
def encode(sentences, max_length):
    """Token ids and attention mask of a list of sentences, each of shape (n, L), L <= max_length."""
    both = TOKENIZER(
        list(sentences), max_length=max_length, truncation=True, padding="longest", return_tensors="np"
    )
    return {"input_ids": both["input_ids"], "attention_mask": np.ones_like(both["input_ids"])}
