# student: Gesine, did questions 1 to 3 on the train; ties are broken by the order of the list, inference still counts activations
# score: 5
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    if not 0 < utilization <= 1:
        raise ValueError("bad utilization")
    return n_flops / (peak_flops * utilization * n_devices * 3600)

# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    slots = {"sgd": 0, "momentum": 1, "adam": 2}
    n = 1
    if training:
        if optimizer not in slots:
            raise ValueError(optimizer)
        n = 2 + slots[optimizer]
    return n * n_params * bytes_per_value / 1e9 + activations_gb

# %% q3
def choose_environment(job, envs):
    best = None
    for e in envs:
        h = job["n_flops"] / e["peak_flops"] / 3600
        c = h * e["usd_per_hour"]
        if job["needs_gpu"] and not e["gpu"] or job["must_persist"] and not e["persistent"] or job["pinned_versions"] and not e["pinned"]:
            continue
        if job["memory_gb"] > e["memory_gb"] or c > job["budget_usd"] or h > job["deadline_hours"]:
            continue
        if best is None or c < best[0]:
            best = (c, e["name"])
    return best[1] if best else None
