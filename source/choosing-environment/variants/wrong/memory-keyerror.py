# mistake: KeyError instead of ValueError
# fails: q2_errors
# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    if not training:
        return n_params * bytes_per_value / 1e9
    return n_params * bytes_per_value * (2 + {"sgd": 0, "momentum": 1, "adam": 2}[optimizer]) / 1e9 + activations_gb
