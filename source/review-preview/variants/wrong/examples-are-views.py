# mistake: slices of an array are views, so examples change with the sequence
# fails: q1_copies
# %% q1
def lm_examples(s):
    return [(s[:i], s[i]) for i in range(1, len(s))]
