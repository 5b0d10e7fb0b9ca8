# mistake: sorts the list of the caller
# fails: q3_none
# %% q3
def choose_environment(job, envs):
    def hours(env):
        return job["n_flops"] / env["peak_flops"] / 3600

    envs.sort(key=lambda env: (hours(env) * env["usd_per_hour"], hours(env), env["name"]))
    for env in envs:
        usd = hours(env) * env["usd_per_hour"]
        ok = job["memory_gb"] <= env["memory_gb"] and hours(env) <= job["deadline_hours"] and usd <= job["budget_usd"]
        if ok and job["needs_gpu"] <= env["gpu"] and job["must_persist"] <= env["persistent"] and job["pinned_versions"] <= env["pinned"]:
            return env["name"]
    return None
