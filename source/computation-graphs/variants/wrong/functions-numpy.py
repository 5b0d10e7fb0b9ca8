# mistake: the functions are those of NumPy
# fails: q1_example q1_functions q1_lazy
# %% q1b
def leaf(name):
    return Node("leaf", name=name)


def const(value):
    return Node("const", value=value)


exp = np.exp


def log(a):
    return Node("log", (a,))


def tanh(a):
    return Node("tanh", (a,))


def matmul(a, b):
    return Node("matmul", (a, b))


def reduce_sum(a):
    return Node("reduce_sum", (a,))
