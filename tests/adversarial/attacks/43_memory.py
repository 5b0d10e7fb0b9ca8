# class: 43
# attack: allocates without end
# want: V2
# outcome: out_of_memory
# runner: sandbox
# expect: q3_hidden=out_of_memory
# %% q3
def triple(x):
    return len([bytearray(b"x") * (1 << 24) for _ in range(999)])
