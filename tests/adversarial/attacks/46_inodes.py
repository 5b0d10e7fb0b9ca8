# class: 46
# attack: makes empty files without end
# want: V2
# outcome: disk_limit
# runner: sandbox
# expect: q3_hidden=disk_limit|timeout
# %% q3
def triple(x):
    for n in range(10**7):
        open(f"f{n}", "w").close()
