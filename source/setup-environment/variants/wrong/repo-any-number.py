# mistake: int() decides what a year is: 23 and +202 are years
# fails: q2_example q2_invalid
# %% q2
def parse_repo(name):
    course, term, year = name.rsplit("_", 2)
    if not course or term not in ("Fall", "Spring"):
        raise ValueError(name)
    return {"course": course, "term": term, "year": int(year)}
