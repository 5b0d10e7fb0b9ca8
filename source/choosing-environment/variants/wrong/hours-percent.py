# mistake: a utilization above 1 is taken for a percentage
# fails: q1_errors
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    if utilization <= 0:
        raise ValueError(utilization)
    if utilization > 1:
        utilization = utilization / 100
    return n_flops / (peak_flops * utilization * n_devices) / 3600
