# mistake: any utilization is accepted
# fails: q1_errors
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    return n_flops / (peak_flops * utilization * n_devices) / 3600
