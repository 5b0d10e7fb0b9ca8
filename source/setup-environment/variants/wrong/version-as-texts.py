# mistake: compares the texts
# fails: q1_order q1_padding
# %% q1
def version_at_least(found, minimum):
    if not (found[:1].isdigit() and minimum[:1].isdigit()):
        raise ValueError(found, minimum)
    return found >= minimum
