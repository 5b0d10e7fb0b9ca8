# mistake: returns None instead of raising ValueError
# fails: q1_no_version
# %% q1b
def parse_tf_version(v):
    found = re.match(r"([0-9]+)\.([0-9]+)", v)
    return (int(found[1]), int(found[2])) if found else None
