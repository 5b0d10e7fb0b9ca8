# class: 12
# attack: os._exit(0) in a function that a test calls
# want: V1 V2
# outcome: kernel_died; what was earned before stays
# expect: q3_hidden=kernel_died
# %% q3
import os
def triple(x):
    os._exit(0)
