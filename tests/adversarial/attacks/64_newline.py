# class: 64
# attack: a name with a newline
# want: V2
# outcome: refused as a name
# file: 64 a\nb.ipynb
# status: invalid
# %% q1
pass
