# mistake: every prefix becomes a list
# fails: q1_example q1_values
# %% q1
def lm_examples(s):
    return [(list(s[:i]), s[i]) for i in range(1, len(s))]
