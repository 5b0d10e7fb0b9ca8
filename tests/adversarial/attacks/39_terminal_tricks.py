# class: 39
# attack: escape codes, right-to-left overrides, NUL bytes and 500 displays
# want: V5
# outcome: cleaned, and cut with a note
# %% first
print("\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m \u202egnp.exe \x00 \x9b31m \ud800")
from IPython.display import display
for n in range(500):
    display(n)
