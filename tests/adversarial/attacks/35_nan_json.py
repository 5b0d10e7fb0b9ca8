# class: 35
# attack: NaN and Infinity in the metadata
# want: V1
# outcome: read as null
# %% forge
import json
notebook.metadata["x"] = float("nan")
notebook.cells[0].metadata["y"] = float("inf")
data = json.dumps(notebook).encode()
