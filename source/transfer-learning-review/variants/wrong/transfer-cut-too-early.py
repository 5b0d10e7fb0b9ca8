# mistake: cuts behind the first layers: the head has to learn on 80 examples what the Source knew
# fails: q3_accuracy q3_gap
# %% q3
def transfer(source_model, X, y):
    model = build_transfer_model(source_model, "relu")
    fit_two_phase(model, X, y, n_unfreeze=0, epochs=(20, 1))
    return model
