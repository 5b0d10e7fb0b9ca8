# class: 37
# attack: outputs and execution counts that claim success
# want: V1
# outcome: outputs of the submission are dropped
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    return 0 * x
# %% forge
for cell in notebook.cells:
    if cell.cell_type == "code":
        cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1000"}, execution_count=1),
                        nbformat.v4.new_output("stream", text="forged-output passed, acc .99")]
        cell.execution_count = 1
