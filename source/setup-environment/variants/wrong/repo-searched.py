# mistake: search instead of fullmatch: what follows the year is accepted
# fails: q2_invalid
# %% q2
def parse_repo(name):
    parts = re.search(r"(.+)_(Fall|Spring)_([0-9]{4})", name)
    if parts is None:
        raise ValueError(name)
    return {"course": parts[1], "term": parts[2], "year": int(parts[3])}
