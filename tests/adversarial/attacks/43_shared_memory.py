# class: 43 46
# attack: fills /dev/shm
# want: V2
# outcome: disk_limit: it is part of the scratch space
# runner: sandbox
# expect: q3_hidden=disk_limit
# %% q3
def triple(x):
    for n in range(20):
        with open(f"/dev/shm/{n}", "wb") as file:
            file.write(b"x" * (8 << 20))
