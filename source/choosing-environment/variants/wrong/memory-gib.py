# mistake: units of 2^30 bytes
# fails: q2_example q2_values q2_use
# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    if not training:
        return n_params * bytes_per_value / 1024**3
    slots = {"sgd": 0, "momentum": 1, "adam": 2}
    if optimizer not in slots:
        raise ValueError(optimizer)
    return n_params * bytes_per_value * (2 + slots[optimizer]) / 1024**3 + activations_gb
