# class: 47
# attack: prints without end, to standard output and to the descriptors below it
# want: V2
# outcome: output_limit; the host keeps no log
# expect: q3_hidden=output_limit
# %% q3
import os
def triple(x):
    while True:
        os.write(1, b"x" * 100_000)
        print("x" * 100_000, flush=True)
