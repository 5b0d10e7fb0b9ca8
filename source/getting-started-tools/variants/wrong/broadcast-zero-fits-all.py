# mistake: takes 0 as "no elements": it fits every size
# fails: q1_error
# %% q1
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    a, b = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b
    shape = []
    for i, j in zip(a, b):
        if i == 0 or j == 0:
            shape.append(0)
        elif i == j or j == 1:
            shape.append(i)
        elif i == 1:
            shape.append(j)
        else:
            raise ValueError("shapes do not fit")
    return tuple(shape)
