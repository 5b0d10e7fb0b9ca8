# mistake: forgets the reflected division
# fails: q1_numbers
# %% q1a
class Node(Expr):
    """A node from which Python's operators build further nodes."""

    def __add__(self, other):
        return Node("add", (self, as_node(other)))

    def __radd__(self, other):
        return Node("add", (as_node(other), self))

    def __sub__(self, other):
        return Node("sub", (self, as_node(other)))

    def __rsub__(self, other):
        return Node("sub", (as_node(other), self))

    def __mul__(self, other):
        return Node("mul", (self, as_node(other)))

    def __rmul__(self, other):
        return Node("mul", (as_node(other), self))

    def __truediv__(self, other):
        return Node("div", (self, as_node(other)))

    def __rdiv__(self, other):
        return Node("div", (as_node(other), self))

    def __pow__(self, exponent):
        return Node("pow", (self,), value=exponent)

    def __neg__(self):
        return Node("neg", (self,))


def as_node(value):
    return value if isinstance(value, Expr) else Node("const", value=value)
