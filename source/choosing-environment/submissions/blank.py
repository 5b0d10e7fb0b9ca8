# student: Irina, handed in the notebook by mistake before she began
# score: 0
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    """Hours that n_flops operations take."""
    # YOUR CODE HERE
    raise NotImplementedError()
