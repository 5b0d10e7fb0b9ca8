# class: 12
# attack: SystemExit in a function that a test calls, in place of a result
# want: V1
# outcome: it arrives as an error of the student's code
# expect: q1_visible=error q1_hidden=error
# %% q1
def double(x):
    raise SystemExit(0)
