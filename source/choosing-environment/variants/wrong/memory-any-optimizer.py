# mistake: every other optimizer is taken for Adam
# fails: q2_errors
# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    if not training:
        return n_params * bytes_per_value / 1e9
    slots = {"sgd": 0, "momentum": 1}
    return n_params * bytes_per_value * (2 + slots.get(optimizer, 2)) / 1e9 + activations_gb
