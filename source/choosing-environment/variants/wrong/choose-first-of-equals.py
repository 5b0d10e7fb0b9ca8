# mistake: of equal costs, the first in the list
# fails: q3_random q3_ties
# %% q3
def choose_environment(job, envs):
    best, lowest = None, float("inf")
    for env in envs:
        hours = job["n_flops"] / env["peak_flops"] / 3600
        usd = hours * env["usd_per_hour"]
        ok = job["memory_gb"] <= env["memory_gb"] and hours <= job["deadline_hours"] and usd <= job["budget_usd"]
        ok = ok and job["needs_gpu"] <= env["gpu"] and job["must_persist"] <= env["persistent"] and job["pinned_versions"] <= env["pinned"]
        if ok and usd < lowest:
            best, lowest = env["name"], usd
    return best
