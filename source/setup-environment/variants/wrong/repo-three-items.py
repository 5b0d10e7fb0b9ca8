# mistake: three items, so no course may hold an underscore
# fails: q2_example q2_names
# %% q2
def parse_repo(name):
    course, term, year = name.split("_")
    if not course or term not in ("Fall", "Spring") or not re.fullmatch("[0-9]{4}", year):
        raise ValueError(name)
    return {"course": course, "term": term, "year": int(year)}
