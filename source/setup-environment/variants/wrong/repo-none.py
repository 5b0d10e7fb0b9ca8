# mistake: None instead of an exception
# fails: q2_example q2_invalid
# %% q2
def parse_repo(name):
    parts = re.fullmatch(r"(.+)_(Fall|Spring)_([0-9]{4})", name)
    if parts is None:
        return None
    return {"course": parts[1], "term": parts[2], "year": int(parts[3])}
