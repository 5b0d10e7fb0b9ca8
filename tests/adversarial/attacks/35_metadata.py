# class: 35
# attack: tags skip-execution, flipped roles, 1000 points, schema 99, empty metadata, raw test cells
# want: V1
# outcome: metadata of the submission are not read
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    return 0 * x
# %% forge
for cell in notebook.cells:
    cell.metadata["tags"] = ["skip-execution", "autograder:candidate", "raises-exception"]
    cell.metadata.nbgrader |= {"schema_version": 99, "solution": False, "points": 1000, "grade": True, "locked": False}
    if cell.metadata.nbgrader.grade_id == "q1_hidden":
        cell.cell_type = "raw"
        del cell["outputs"], cell["execution_count"]
copied = nbformat.v4.new_code_cell("assert True")
copied.metadata["nbgrader"] = {}
notebook.cells.append(copied)
