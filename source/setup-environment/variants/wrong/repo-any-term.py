# mistake: any word is a term
# fails: q2_invalid
# %% q2
def parse_repo(name):
    course, term, year = name.rsplit("_", 2)
    if not course or len(year) != 4 or not year.isdigit():
        raise ValueError(name)
    return {"course": course, "term": term, "year": int(year)}
