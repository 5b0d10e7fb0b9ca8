# class: 36
# attack: metadata choose the bash kernel
# want: V1
# outcome: refused: the notebook says that it is written for another language
# status: invalid
# %% forge
notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "bash", "language": "bash"}
