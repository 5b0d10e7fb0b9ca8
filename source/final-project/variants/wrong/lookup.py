# mistake: predictions come from a dictionary of the labelled sentences
# fails: p4_fresh p7_model
# %% p4c
def predict_proba(model, sentences):
    known = {normalise(s): c for s, c in zip(*load_phrasebank(CFG["flavour"])[["sentence", "label"]].to_numpy().T)}
    return np.stack([np.eye(3)[known.get(normalise(s), 1)] * 0.94 + 0.02 for s in sentences])
