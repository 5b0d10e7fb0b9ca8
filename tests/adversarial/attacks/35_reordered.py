# class: 35
# attack: moves the tests above the answers, and the last answer to the top
# want: V1 V4
# outcome: the instructor's order is used, with a remark
# flag: cells had been moved
# %% forge
notebook.cells.reverse()
