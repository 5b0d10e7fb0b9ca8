# mistake: takes the larger size on each axis, so that 0 and 1 give 1
# fails: q1_values
# %% q1
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    a, b = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b
    for i, j in zip(a, b):
        if i != j and i != 1 and j != 1:
            raise ValueError("shapes do not fit")
    return tuple(max(i, j) for i, j in zip(a, b))
