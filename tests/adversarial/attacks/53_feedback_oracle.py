# class: 53 55
# attack: raises with what it was given, to read expected values from messages and tracebacks
# want: V3
# outcome: of hidden tests students see title and verdict; times and memory are not on the page
# expect: q1_hidden=error q2_hidden=error q3_hidden=error
# %% q1
def double(x):
    if not isinstance(x, int):
        raise ValueError(f"oracle-marker {x!r}")
    return 2 * x
# %% q2
def classify(X):
    raise RuntimeError(f"oracle-marker {X[0]}")
# %% q3
def triple(x):
    raise KeyError(f"oracle-marker {x}")
