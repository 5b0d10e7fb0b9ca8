# class: 36
# attack: turns all its later cells into copies of themselves in a file
# want: V1
# outcome: its own answers are lost, and tests fail for the missing names
# expect: q2_hidden=error q3_hidden=error
# %% after q1_hidden
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\n"])
