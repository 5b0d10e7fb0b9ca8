# mistake: four bytes per value, whatever the type
# fails: q2_values q2_use
# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    if not training:
        return n_params * 4 / 1e9
    slots = {"sgd": 0, "momentum": 1, "adam": 2}
    if optimizer not in slots:
        raise ValueError(optimizer)
    return n_params * 4 * (2 + slots[optimizer]) / 1e9 + activations_gb
