# class: 64
# attack: a name with the separator of another system's paths
# want: V2
# outcome: refused as a name
# file: 64\back\slash.ipynb
# status: invalid
# %% q1
pass
