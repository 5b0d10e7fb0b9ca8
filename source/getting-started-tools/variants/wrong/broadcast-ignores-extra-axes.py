# mistake: compares from the right with zip, and forgets the axes that only the longer shape has
# fails: q1_example q1_values
# %% q1
def broadcast_shape(a, b):
    shape = []
    for i, j in zip(a[::-1], b[::-1]):
        if i != j and i != 1 and j != 1:
            raise ValueError("shapes do not fit")
        shape.insert(0, j if i == 1 else i)
    return tuple(shape)
