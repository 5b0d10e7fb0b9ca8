# mistake: an empty course is accepted
# fails: q2_invalid
# %% q2
def parse_repo(name):
    course, term, year = name.rsplit("_", 2)
    if term not in ("Fall", "Spring") or not re.fullmatch("[0-9]{4}", year):
        raise ValueError(name)
    return {"course": course, "term": term, "year": int(year)}
