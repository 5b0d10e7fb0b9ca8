# mistake: a leaf keeps its name as value
# fails: q1_example q1_functions
# %% q1b
def leaf(name):
    return Node("leaf", value=name)


def const(value):
    return Node("const", value=value)


def exp(a):
    return Node("exp", (a,))


def log(a):
    return Node("log", (a,))


def tanh(a):
    return Node("tanh", (a,))


def matmul(a, b):
    return Node("matmul", (a, b))


def reduce_sum(a):
    return Node("reduce_sum", (a,))
