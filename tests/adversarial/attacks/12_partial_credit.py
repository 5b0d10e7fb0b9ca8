# class: 12 11
# attack: makes the score itself: results that are NaN, infinite, negative, huge or True
# want: V1
# outcome: only a finite number from 0 to the points is credit, and the examiner computes it
# expect: q1_visible=failed q1_hidden=failed q2_hidden=failed
# %% q1
def double(x):
    return float("nan")
# %% q2
def classify(X):
    return np.full(len(X), np.nan)
