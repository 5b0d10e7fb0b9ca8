# mistake: looks at the last position
# fails: q4_accuracy
# %% q4a
def it_accuracy(model, tokens, meaning):
    logits = np.asarray(model(tokens, training=False))
    position = -np.ones(len(logits), dtype=int)
    predicted = logits[np.arange(len(logits)), position].argmax(axis=1)
    return float((predicted == meaning).mean())
