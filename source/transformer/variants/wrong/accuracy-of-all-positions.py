# mistake: takes the mean over all positions
# fails: q4_accuracy
# %% q4a
def it_accuracy(model, tokens, meaning):
    logits = np.asarray(model(tokens, training=False))
    return float((logits.argmax(axis=-1) == np.asarray(meaning)[:, None]).mean())
