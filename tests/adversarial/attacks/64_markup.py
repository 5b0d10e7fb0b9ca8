# class: 64 38
# attack: a name with markup
# want: V2 V5
# outcome: refused as a name, shown as text
# file: <img src=x onerror=alert(1)>.ipynb
# status: invalid
# %% q1
pass
