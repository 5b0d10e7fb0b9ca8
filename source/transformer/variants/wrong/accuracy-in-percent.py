# mistake: returns per cent
# fails: q4_accuracy
# %% q4a
def it_accuracy(model, tokens, meaning):
    logits = np.asarray(model(tokens, training=False))
    position = (np.asarray(tokens) == IT).argmax(axis=1)
    predicted = logits[np.arange(len(logits)), position].argmax(axis=1)
    return 100 * float((predicted == meaning).mean())
