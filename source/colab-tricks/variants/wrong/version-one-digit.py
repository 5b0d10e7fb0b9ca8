# mistake: the pattern takes one digit of each number
# fails: q1_example q1_versions
# %% q1b
def parse_tf_version(v):
    found = re.match(r"([0-9])\.([0-9])", v)
    if found is None:
        raise ValueError(v)
    return int(found[1]), int(found[2])
