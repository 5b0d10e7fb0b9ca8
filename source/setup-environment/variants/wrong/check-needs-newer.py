# mistake: the lowest version itself is reported as too old
# fails: q5_packages q5_python
# %% q5
def check_environment(report, requirements):
    have = {**report["packages"], "python": report["python"]}
    lines = []
    for name, need in requirements.items():
        if have.get(name) is None:
            lines.append(f"{name}: missing")
        elif version_at_least(need, have[name]):
            lines.append(f"{name}: found {have[name]}, need >= {need}")
    return sorted(lines)
