# mistake: appends to one list, so all prefixes are the longest one
# fails: q1_example q1_values q1_copies
# %% q1
def lm_examples(s):
    prefix, result = [], []
    for i in range(len(s) - 1):
        prefix.append(s[i])
        result.append((prefix, s[i + 1]))
    return result
