# route: a pandas table, a simulation of the sessions with exact fractions, logical devices
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    if utilization <= 0 or utilization > 1:
        raise ValueError("utilization")
    flops_per_hour = 3600.0 * n_devices * peak_flops * utilization
    return n_flops / flops_per_hour

# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    if training:
        try:
            copies = 2 + ["sgd", "momentum", "adam"].index(optimizer)
        except ValueError:
            raise ValueError(f"optimizer {optimizer}") from None
    else:
        copies, activations_gb = 1, 0.0
    return copies * n_params * bytes_per_value / 10**9 + activations_gb

# %% q3
def choose_environment(job, envs):
    import pandas as pd

    if not envs:
        return None
    table = pd.DataFrame(envs)
    table["hours"] = job["n_flops"] / table["peak_flops"] / 3600
    table["usd"] = table["hours"] * table["usd_per_hour"]
    able = (table["memory_gb"] >= job["memory_gb"]) & (table["hours"] <= job["deadline_hours"]) & (table["usd"] <= job["budget_usd"])
    for need, column in (("needs_gpu", "gpu"), ("must_persist", "persistent"), ("pinned_versions", "pinned")):
        if job[need]:
            able &= table[column]
    table = table[able].sort_values(["usd", "hours", "name"])
    return table["name"].iloc[0] if len(table) else None

# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    from fractions import Fraction

    total, session, every, restore = map(Fraction, (total_hours, session_hours, checkpoint_every, restore_hours))
    done, number = Fraction(0), 0
    while True:
        number += 1
        work = session if number == 1 else session - restore
        if done + work >= total:
            return number
        kept = Fraction(0)
        while kept + every <= work:
            kept += every
        if kept == 0:
            raise ValueError("no progress")
        done += kept

# %% q5
def pick_device():
    for device in tf.config.list_logical_devices():
        if device.device_type == "GPU":
            return "/GPU:0"
    return "/CPU:0"
