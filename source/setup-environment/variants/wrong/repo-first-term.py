# mistake: cuts at the first term in the name; a course may be called Fall
# fails: q2_names
# %% q2
def parse_repo(name):
    parts = re.match(r"(.+?)_(Fall|Spring)_(.+)", name)
    if parts is None or not re.fullmatch("[0-9]{4}", parts[3]):
        raise ValueError(name)
    return {"course": parts[1], "term": parts[2], "year": int(parts[3])}
