# mistake: returns a list
# fails: q1_example q1_values
# %% q1
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    a, b = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b
    for i, j in zip(a, b):
        if i != j and i != 1 and j != 1:
            raise ValueError("shapes do not fit")
    return [j if i == 1 else i for i, j in zip(a, b)]
