# mistake: stops at the first problem
# fails: q5_example q5_packages
# %% q5
def check_environment(report, requirements):
    have = {**report["packages"], "python": report["python"]}
    for name, need in sorted(requirements.items()):
        if have.get(name) is None:
            return [f"{name}: missing"]
        if not version_at_least(have[name], need):
            return [f"{name}: found {have[name]}, need >= {need}"]
    return []
