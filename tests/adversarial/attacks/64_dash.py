# class: 64
# attack: a name that a shell takes for an option
# want: V2
# outcome: refused as a name
# file: -rf.ipynb
# status: invalid
# %% q1
pass
