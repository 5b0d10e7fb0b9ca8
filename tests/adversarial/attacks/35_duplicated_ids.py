# class: 35
# attack: a second cell with the id of a test, before the real one, and one with the id of an answer, after it
# want: V1 V4
# outcome: the first cell with an id counts, and tests are the instructor's
# flag: a second cell q1_hidden was ignored
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    return 0 * x
# %% forge
import copy
for cell in [c for c in notebook.cells if c.metadata.nbgrader.grade_id in ("q1_hidden", "q1")]:
    twin = copy.deepcopy(cell)
    twin.source, twin.id = "2", "twin" + cell.id
    before = cell.metadata.nbgrader.grade_id == "q1_hidden"
    notebook.cells.insert(notebook.cells.index(cell) if before else len(notebook.cells), twin)
