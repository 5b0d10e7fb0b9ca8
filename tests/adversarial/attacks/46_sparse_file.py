# class: 46
# attack: a sparse file of 100 GB
# want: V2
# outcome: disk_limit
# expect: q3_hidden=disk_limit
# %% q3
def triple(x):
    with open("sparse", "wb") as file:
        file.truncate(100 << 30)
