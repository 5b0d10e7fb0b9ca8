# class: 62
# attack: an author's name and a date of its own in the metadata
# want: V1
# outcome: who handed in, and when, is told by the file
# %% forge
notebook.metadata["authors"] = [{"name": "ada"}]
notebook.metadata["nbgrader"] = {"student": "00_honest", "timestamp": "1999-01-01"}
