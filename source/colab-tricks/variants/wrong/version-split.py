# mistake: splits at full stops and converts: pre-releases such as 2.16rc1 fail
# fails: q1_versions
# %% q1b
def parse_tf_version(v):
    parts = v.split(".")
    if len(parts) < 2:
        raise ValueError(v)
    return int(parts[0]), int(parts[1])
