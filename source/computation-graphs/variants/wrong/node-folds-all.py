# mistake: every operation on two constants is carried out
# fails: q1_lazy
# %% q1a
class Node(Expr):
    """A node from which Python's operators build further nodes."""

    def __add__(self, other):
        return Node("add", (self, as_node(other)))

    def __radd__(self, other):
        return Node("add", (as_node(other), self))

    def __sub__(self, other):
        return fold("sub", self, other)

    def __rsub__(self, other):
        return Node("sub", (as_node(other), self))

    def __mul__(self, other):
        return fold("mul", self, other)

    def __rmul__(self, other):
        return Node("mul", (as_node(other), self))

    def __truediv__(self, other):
        return fold("div", self, other)

    def __rtruediv__(self, other):
        return Node("div", (as_node(other), self))

    def __pow__(self, exponent):
        return Node("pow", (self,), value=exponent)

    def __neg__(self):
        return Node("neg", (self,))


def fold(op, a, b):
    a, b = as_node(a), as_node(b)
    if a.op == b.op == "const":
        return Node("const", value={"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide}[op](a.value, b.value))
    return Node(op, (a, b))


def as_node(value):
    return value if isinstance(value, Expr) else Node("const", value=value)
