# class: 46
# attack: writes files without end
# want: V2
# outcome: disk_limit
# runner: sandbox
# expect: q3_hidden=disk_limit
# %% q3
def triple(x):
    for n in range(99):
        with open(f"big{n}", "wb") as file:
            file.write(b"x" * (10 << 20))
