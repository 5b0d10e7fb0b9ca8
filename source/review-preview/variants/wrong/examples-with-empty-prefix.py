# mistake: T examples: the first element is predicted from nothing
# fails: q1_example q1_values q1_short q1_copies
# %% q1
def lm_examples(s):
    copied = s.copy() if isinstance(s, np.ndarray) else s
    return [(copied[:i], copied[i]) for i in range(len(s))]
