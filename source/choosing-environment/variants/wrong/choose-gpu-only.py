# mistake: looks at the GPU, and at nothing else
# fails: q3_each q3_random q3_example q3_none
# %% q3
def choose_environment(job, envs):
    able = [env for env in envs if env["gpu"] or not job["needs_gpu"]]
    able.sort(key=lambda env: (env["usd_per_hour"] / env["peak_flops"], -env["peak_flops"], env["name"]))
    return able[0]["name"] if able else None
