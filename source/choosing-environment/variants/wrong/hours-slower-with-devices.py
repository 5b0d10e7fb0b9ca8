# mistake: more devices take longer
# fails: q1_values q1_defaults
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    if not 0 < utilization <= 1:
        raise ValueError(utilization)
    return n_flops / peak_flops / utilization * n_devices / 3600
