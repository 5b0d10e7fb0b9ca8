# class: 35
# attack: edits a test cell and rebinds data of the instructor
# want: V1 V4
# outcome: the instructor's cell runs, with a remark
# flag: test cell q1_visible had been changed and has been restored
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    return 0 * x
# %% forge
for cell in notebook.cells:
    if cell.metadata.nbgrader.grade_id in ("q1_visible", "q1_hidden"):
        cell.source = "7"
