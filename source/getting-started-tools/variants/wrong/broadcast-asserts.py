# mistake: an AssertionError instead of a ValueError
# fails: q1_example q1_error
# %% q1
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    a, b = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b
    assert all(i == j or i == 1 or j == 1 for i, j in zip(a, b)), "shapes do not fit"
    return tuple(j if i == 1 else i for i, j in zip(a, b))
