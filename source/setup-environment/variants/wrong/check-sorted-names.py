# mistake: sorts the names instead of the texts, which begin with keras: and keras-hub:
# fails: q5_packages
# %% q5
def check_environment(report, requirements):
    have = {**report["packages"], "python": report["python"]}
    lines = []
    for name in sorted(requirements):
        if have.get(name) is None:
            lines.append(f"{name}: missing")
        elif not version_at_least(have[name], requirements[name]):
            lines.append(f"{name}: found {have[name]}, need >= {requirements[name]}")
    return lines
