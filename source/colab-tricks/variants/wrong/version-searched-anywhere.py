# mistake: searches the pattern anywhere in the text
# fails: q1_no_version
# %% q1b
def parse_tf_version(v):
    found = re.search(r"([0-9]+)\.([0-9]+)", v)
    if found is None:
        raise ValueError(v)
    return int(found[1]), int(found[2])
