# mistake: of equal costs, the first by name, whatever the hours
# fails: q3_random q3_ties
# %% q3
def choose_environment(job, envs):
    able = []
    for env in envs:
        hours = job["n_flops"] / env["peak_flops"] / 3600
        usd = hours * env["usd_per_hour"]
        ok = job["memory_gb"] <= env["memory_gb"] and hours <= job["deadline_hours"] and usd <= job["budget_usd"]
        ok = ok and job["needs_gpu"] <= env["gpu"] and job["must_persist"] <= env["persistent"] and job["pinned_versions"] <= env["pinned"]
        if ok:
            able.append((usd, env["name"]))
    return min(able)[-1] if able else None
