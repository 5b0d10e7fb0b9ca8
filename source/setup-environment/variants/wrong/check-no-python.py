# mistake: looks for Python among the packages
# fails: q5_example q5_python
# %% q5
def check_environment(report, requirements):
    lines = []
    for name, need in requirements.items():
        have = report["packages"].get(name)
        if have is None:
            lines.append(f"{name}: missing")
        elif not version_at_least(have, need):
            lines.append(f"{name}: found {have}, need >= {need}")
    return sorted(lines)
