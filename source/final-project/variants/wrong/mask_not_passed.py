# mistake: the model gets the token ids only
# fails: p7_order
# %% p4c
def predict_proba(model, sentences):
    """Probabilities (n, 3) of negative, neutral, positive."""
    sentences = list(sentences)
    parts = []
    for start in range(0, len(sentences), 64):
        coded = encode(sentences[start : start + 64], CFG["max_length"])
        parts.append(tf.nn.softmax(model({"input_ids": coded["input_ids"], "attention_mask": np.ones_like(coded["input_ids"])}, training=False).logits).numpy())
    return np.concatenate(parts)
