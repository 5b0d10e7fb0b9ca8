# student: Farid, likes short functions: steps of an eighth of an hour, a generator of feasible environments; discussion answered
# score: 10
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    if utilization <= 0:
        raise ValueError("utilization must be positive")
    if utilization > 1:
        raise ValueError("utilization must not exceed 1")
    return n_flops / peak_flops / utilization / n_devices / 3600

# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    gb = n_params * bytes_per_value / 1e9
    if not training:
        return gb
    if optimizer == "sgd":
        return 2 * gb + activations_gb
    if optimizer == "momentum":
        return 3 * gb + activations_gb
    if optimizer == "adam":
        return 4 * gb + activations_gb
    raise ValueError("I do not know this optimizer: %r" % optimizer)

# %% q3
def choose_environment(job, envs):
    def feasible():
        for e in envs:
            h = training_hours(job["n_flops"], e["peak_flops"])
            c = h * e["usd_per_hour"]
            checks = [
                e["memory_gb"] >= job["memory_gb"],
                e["gpu"] or not job["needs_gpu"],
                e["persistent"] or not job["must_persist"],
                e["pinned"] or not job["pinned_versions"],
                c <= job["budget_usd"],
                h <= job["deadline_hours"],
            ]
            if all(checks):
                yield c, h, e["name"]
    ranked = sorted(feasible())
    return ranked[0][2] if ranked else None

# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    total, session, every, restore = (round(8 * h) for h in (total_hours, session_hours, checkpoint_every, restore_hours))
    n, safe = 0, 0
    while True:
        n += 1
        work = session - (restore if n > 1 else 0)
        if safe + work >= total:
            return n
        new = safe + every * max(0, work // every)
        if new == safe:
            raise ValueError("stuck")
        safe = new

# %% q5
def pick_device():
    return "/GPU:0" if len(tf.config.get_visible_devices("GPU")) > 0 else "/CPU:0"

# %% d1 [markdown]
# One run is 4e14 operations. Laptop: 55 h for all runs, Colab: 0.7 h, one GPU server: 0.04 h and 5 cents. 3.1 GB fit everywhere.
# I take Colab and copy weights to Drive after each run; the first cell pins the versions.
