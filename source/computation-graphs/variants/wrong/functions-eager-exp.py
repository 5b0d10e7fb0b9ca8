# mistake: exp computes where it can
# fails: q1_lazy
# %% q1b
def leaf(name):
    return Node("leaf", name=name)


def const(value):
    return Node("const", value=value)


def exp(a):
    if a.op == "const":
        return const(np.exp(a.value))
    return Node("exp", (a,))


def log(a):
    return Node("log", (a,))


def tanh(a):
    return Node("tanh", (a,))


def matmul(a, b):
    return Node("matmul", (a, b))


def reduce_sum(a):
    return Node("reduce_sum", (a,))
