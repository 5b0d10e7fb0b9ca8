# class: 27
# attack: knows the answers of the visible test, and nothing else
# want: V1
# outcome: hidden tests draw their inputs
# expect: q1_hidden=error q3_hidden=failed
# %% q1
def double(x):
    return {1: 2}[x]
# %% q3
def triple(x):
    return 15
