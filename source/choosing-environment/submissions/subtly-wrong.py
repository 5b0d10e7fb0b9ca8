# student: Hideo, fluent and careless: GiB, a budget per hour, sessions in which nothing is lost, physical GPUs
# score: 3.5
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    assert 0 < utilization <= 1, "utilization out of range"
    return n_flops / (peak_flops * utilization * n_devices) / 3600

# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    weights = n_params * bytes_per_value / 2**30
    if not training:
        return weights
    extra = {"sgd": 1, "momentum": 2, "adam": 3}
    if optimizer not in extra:
        raise ValueError(optimizer)
    return weights * (1 + extra[optimizer]) + activations_gb

# %% q3
def choose_environment(job, envs):
    able = [e for e in envs
            if e["usd_per_hour"] <= job["budget_usd"]
            and training_hours(job["n_flops"], e["peak_flops"]) <= job["deadline_hours"]
            and e["memory_gb"] >= job["memory_gb"]
            and e["gpu"] >= job["needs_gpu"] and e["persistent"] >= job["must_persist"] and e["pinned"] >= job["pinned_versions"]]
    if not able:
        return None
    return min(able, key=lambda e: (e["usd_per_hour"] * training_hours(job["n_flops"], e["peak_flops"]), training_hours(job["n_flops"], e["peak_flops"]), e["name"]))["name"]

# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    if total_hours <= session_hours:
        return 1
    if session_hours - restore_hours < checkpoint_every:
        raise ValueError("no progress")
    return 1 + math.ceil((total_hours - session_hours) / (session_hours - restore_hours))

# %% q5
def pick_device():
    return "/GPU:0" if tf.config.list_physical_devices("GPU") else "/CPU:0"
