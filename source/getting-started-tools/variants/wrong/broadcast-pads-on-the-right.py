# mistake: pads the shorter shape with ones on its right
# fails: q1_example q1_values q1_error
# %% q1
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    a, b = a + (1,) * (n - len(a)), b + (1,) * (n - len(b))
    for i, j in zip(a, b):
        if i != j and 1 not in (i, j):
            raise ValueError("shapes do not fit")
    return tuple(j if i == 1 else i for i, j in zip(a, b))
