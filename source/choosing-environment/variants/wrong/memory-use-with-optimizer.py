# mistake: the optimizer counts although the network is only used
# fails: q2_example q2_use
# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    slots = {"sgd": 0, "momentum": 1, "adam": 2}
    if optimizer not in slots:
        raise ValueError(optimizer)
    copies = 2 if training else 1
    return n_params * bytes_per_value * (copies + slots[optimizer]) / 1e9 + (activations_gb if training else 0)
