# class: 35
# attack: deletes the hidden and visible test cells, and empties the locked cell
# want: V1 V4
# outcome: restored from the instructor's notebook, with a remark
# flag: test cell q1_hidden was missing and has been restored
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    return 0 * x
# %% forge
notebook.cells = [c for c in notebook.cells if c.metadata.nbgrader.grade_id not in ("q1_hidden", "q1_visible", "setup")]
