# mistake: phase b builds a new model instead of going on with that of phase a
# fails: p5_head_kept p7_records
# %% p5
def run_head_then_all(model, train, val, cfg):
    """Phase b: train all weights of the model of phase a. Returns the model and its history."""
    keras.utils.set_random_seed(cfg["seed"])
    model = build_model()
    return model, fit_phase(model, train, val, cfg, cfg["lr_all"], cfg["epochs_all"])
