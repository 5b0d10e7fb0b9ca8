# mistake: looks at the position of the clue
# fails: q4_accuracy
# %% q4a
def it_accuracy(model, tokens, meaning):
    logits = np.asarray(model(tokens, training=False))
    position = ((np.asarray(tokens) == TIRED) | (np.asarray(tokens) == WIDE)).argmax(axis=1)
    predicted = logits[np.arange(len(logits)), position].argmax(axis=1)
    return float((predicted == meaning).mean())
