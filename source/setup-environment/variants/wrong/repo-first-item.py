# mistake: the first item of split is taken for the course
# fails: q2_example q2_names
# %% q2
def parse_repo(name):
    parts = name.split("_")
    if len(parts) < 3 or not parts[0] or parts[-2] not in ("Fall", "Spring") or not re.fullmatch("[0-9]{4}", parts[-1]):
        raise ValueError(name)
    return {"course": parts[0], "term": parts[-2], "year": int(parts[-1])}
