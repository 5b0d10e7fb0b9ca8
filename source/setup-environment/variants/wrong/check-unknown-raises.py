# mistake: a package that the report does not mention raises KeyError
# fails: q5_packages
# %% q5
def check_environment(report, requirements):
    have = {**report["packages"], "python": report["python"]}
    lines = []
    for name, need in requirements.items():
        if have[name] is None:
            lines.append(f"{name}: missing")
        elif not version_at_least(have[name], need):
            lines.append(f"{name}: found {have[name]}, need >= {need}")
    return sorted(lines)
