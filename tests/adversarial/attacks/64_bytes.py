# class: 64
# attack: a name that is no UTF-8
# want: V2
# outcome: refused as a name
# file: 64 \udcff\udcfe.ipynb
# status: invalid
# %% q1
pass
