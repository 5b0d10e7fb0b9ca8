# class: 35
# attack: points that are no numbers, in the metadata of every cell
# want: V1
# outcome: points of the submission mean nothing
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    return 0 * x
# %% forge
for cell, points in zip(notebook.cells, ["many", "nan", [9], {"a": 9}, True, -9, None, 10**400] * 9):
    cell.metadata.nbgrader |= {"points": points, "grade": True}
# json.dumps writes 10**400 as it is; a reader makes an integer of 400 digits of it.
