# mistake: phase b leaves the embeddings frozen
# fails: p5_all_change
# %% p5
def run_head_then_all(model, train, val, cfg):
    """Phase b: train all weights of the model of phase a. Returns the model and its history."""
    keras.utils.set_random_seed(cfg["seed"])
    model.layers[0].trainable = True
    model.layers[0].embeddings.trainable = False
    return model, fit_phase(model, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
