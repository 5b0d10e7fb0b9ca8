# mistake: the label is the last element of the prefix
# fails: q1_example q1_values q1_short q1_copies
# %% q1
def lm_examples(s):
    copied = s.copy() if isinstance(s, np.ndarray) else s
    return [(copied[: i + 1], copied[i]) for i in range(len(s) - 1)]
