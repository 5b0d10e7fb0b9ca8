# mistake: the result is an Expr, with which one cannot go on
# fails: q1_operators q1_numbers
# %% q1a
class Node(Expr):
    """A node from which Python's operators build further nodes."""

    def __add__(self, other):
        return Expr("add", (self, as_node(other)))

    def __radd__(self, other):
        return Expr("add", (as_node(other), self))

    def __sub__(self, other):
        return Expr("sub", (self, as_node(other)))

    def __rsub__(self, other):
        return Expr("sub", (as_node(other), self))

    def __mul__(self, other):
        return Expr("mul", (self, as_node(other)))

    def __rmul__(self, other):
        return Expr("mul", (as_node(other), self))

    def __truediv__(self, other):
        return Expr("div", (self, as_node(other)))

    def __rtruediv__(self, other):
        return Expr("div", (as_node(other), self))

    def __pow__(self, exponent):
        return Expr("pow", (self,), value=exponent)

    def __neg__(self):
        return Expr("neg", (self,))


def as_node(value):
    return value if isinstance(value, Expr) else Node("const", value=value)
