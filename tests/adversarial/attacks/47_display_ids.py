# class: 47
# attack: updates a display of an earlier cell, at a place that the later cell does not have
# want: V1
# outcome: the update is dropped
# %% after q1_hidden
from IPython.display import display
for n in range(5):
    handle = display(n, display_id="shared")
# %% after q2_hidden
handle.update("changed")
