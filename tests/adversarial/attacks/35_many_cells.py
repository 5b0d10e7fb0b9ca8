# class: 35
# attack: 50,000 cells of its own
# want: V2
# outcome: refused before anything runs
# status: invalid
# %% forge
notebook.cells += [nbformat.v4.new_code_cell("1", id=f"c{n}") for n in range(50_000)]
import json
data = json.dumps(notebook).encode()
