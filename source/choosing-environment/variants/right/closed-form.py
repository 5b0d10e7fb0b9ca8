# route: the number of sessions in closed form, min with a key, own hours in question 3
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    if not (0 < utilization <= 1):
        raise ValueError(utilization)
    seconds = n_flops / (n_devices * utilization * peak_flops)
    return seconds / 60 / 60

# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    per_value = n_params * bytes_per_value * 1e-9
    if not training:
        return per_value
    extra = {"sgd": 0, "momentum": 1, "adam": 2}.get(optimizer)
    if extra is None:
        raise ValueError(f"unknown: {optimizer}")
    return per_value + per_value + extra * per_value + activations_gb

# %% q3
def choose_environment(job, envs):
    def hours(env):
        return job["n_flops"] / (env["peak_flops"] * 3600)

    def usd(env):
        return env["usd_per_hour"] * hours(env)

    def able(env):
        if job["needs_gpu"] and not env["gpu"]:
            return False
        if job["must_persist"] and not env["persistent"]:
            return False
        if job["pinned_versions"] and not env["pinned"]:
            return False
        return not (job["memory_gb"] > env["memory_gb"] or hours(env) > job["deadline_hours"] or usd(env) > job["budget_usd"])

    best = min(filter(able, envs), key=lambda env: (usd(env), hours(env), env["name"]), default=None)
    return best and best["name"]

# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    if total_hours <= session_hours:
        return 1
    first = math.floor(session_hours / checkpoint_every) * checkpoint_every
    work = session_hours - restore_hours
    each = math.floor(work / checkpoint_every) * checkpoint_every
    rest = total_hours - first
    if first > 0 and rest <= work:
        return 2
    if first <= 0 or each <= 0:
        raise ValueError("no progress is possible")
    return 2 + math.ceil((rest - work) / each)

# %% q5
def pick_device():
    gpus = tf.config.get_visible_devices(device_type="GPU")
    return f"/{'GPU' if len(gpus) else 'CPU'}:0"
