# class: 42
# attack: forks without end
# want: V2
# outcome: too_many_processes
# runner: sandbox
# expect: q3_hidden=too_many_processes
# %% q3
import os
def triple(x):
    while True:
        os.fork()
