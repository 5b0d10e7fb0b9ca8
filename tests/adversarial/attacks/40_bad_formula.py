# class: 40 64
# attack: a name that is a formula
# want: V2 V5
# outcome: refused as a name; quoted in every table
# file: =1+cmd.ipynb
# status: invalid
# %% q1
def double(x):
    return 2 * x
