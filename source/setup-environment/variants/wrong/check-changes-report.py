# mistake: writes the version of Python into the packages of the report
# fails: q5_python
# %% q5
def check_environment(report, requirements):
    have = report["packages"]
    have["python"] = report["python"]
    lines = []
    for name, need in requirements.items():
        if have.get(name) is None:
            lines.append(f"{name}: missing")
        elif not version_at_least(have[name], need):
            lines.append(f"{name}: found {have[name]}, need >= {need}")
    return sorted(lines)
