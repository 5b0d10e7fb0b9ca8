# mistake: stretches any size that divides the other
# fails: q1_error
# %% q1
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    a, b = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b
    shape = []
    for i, j in zip(a, b):
        if i == 0 or j == 0:
            if i + j > 1:
                raise ValueError("shapes do not fit")
            shape.append(0)
        elif i % j and j % i:
            raise ValueError("shapes do not fit")
        else:
            shape.append(max(i, j))
    return tuple(shape)
