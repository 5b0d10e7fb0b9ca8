# mistake: the year stays a text
# fails: q2_example q2_names
# %% q2
def parse_repo(name):
    parts = re.fullmatch(r"(.+)_(Fall|Spring)_([0-9]{4})", name)
    if parts is None:
        raise ValueError(name)
    return {"course": parts[1], "term": parts[2], "year": parts[3]}
