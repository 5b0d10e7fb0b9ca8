# route: operators by a loop, recursion with a memory and a raised limit, closures per node that add into a dictionary
# %% q1a
class Node(Expr):
    pass


def _operator(op, reflected):
    def method(self, other):
        other = other if isinstance(other, Expr) else Node("const", value=other)
        return Node(op, [other, self] if reflected else [self, other])

    return method


for _op, _name in (("add", "add"), ("sub", "sub"), ("mul", "mul"), ("div", "truediv")):
    setattr(Node, f"__{_name}__", _operator(_op, False))
    setattr(Node, f"__r{_name}__", _operator(_op, True))
Node.__pow__ = lambda self, n: Node("pow", [self], value=n)
Node.__neg__ = lambda self: Node("neg", [self])

# %% q1b
leaf = lambda name: Node("leaf", name=name)
const = lambda value: Node("const", value=np.asarray(value))
exp, log, tanh, reduce_sum = (lambda a, op=op: Node(op, [a]) for op in ("exp", "log", "tanh", "reduce_sum"))
matmul = lambda a, b: Node("matmul", [a, b])

# %% q2
import sys

sys.setrecursionlimit(100_000)


def evaluate(node, bindings):
    memory = {}

    def value(n):
        if n in memory:
            return memory[n]
        p = [value(parent) for parent in n.parents]
        if n.op == "leaf":
            if n.name not in bindings:
                raise KeyError(f"the leaf {n.name} has no value")
            v = np.asarray(bindings[n.name])
        elif n.op == "const":
            v = np.asarray(n.value, dtype=float)
        elif n.op == "pow":
            v = np.power(p[0], float(n.value))
        elif n.op in ("add", "sub", "mul", "div"):
            v = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.true_divide}[n.op](*p)
        elif n.op == "matmul":
            v = np.dot(p[0], p[1])
        else:
            v = {"neg": np.negative, "exp": np.exp, "log": np.log, "tanh": np.tanh, "reduce_sum": np.sum}[n.op](p[0])
        memory[n] = v
        return v

    return value(node)

# %% q3
def backward(node, bindings):
    values, gradient, tape = {}, {}, []

    def shrink(g, like):
        g = np.asarray(g)
        while g.ndim > np.ndim(like):
            g = g.sum(axis=0)
        for axis, n in enumerate(np.shape(like)):
            if n == 1:
                g = g.sum(axis=axis, keepdims=True)
        return g

    def give(n, g):
        gradient[n] = gradient.get(n, 0) + shrink(g, values[n])

    def forward(n):
        if n in values:
            return
        for parent in n.parents:
            forward(parent)
        if n.op == "leaf":
            values[n] = np.asarray(bindings[n.name], dtype=float)
            return
        if n.op == "const":
            values[n] = np.asarray(n.value, dtype=float)
            return
        ps = n.parents
        x = values[ps[0]]
        y = values[ps[-1]]
        if n.op == "add":
            v, back = x + y, lambda g: (give(ps[0], g + 0 * y), give(ps[1], g + 0 * x))
        elif n.op == "sub":
            v, back = x - y, lambda g: (give(ps[0], g + 0 * y), give(ps[1], -g + 0 * x))
        elif n.op == "mul":
            v, back = x * y, lambda g: (give(ps[0], g * y), give(ps[1], g * x))
        elif n.op == "div":
            v, back = x / y, lambda g: (give(ps[0], g / y), give(ps[1], -g * x / y**2))
        elif n.op == "pow":
            v, back = x**n.value, lambda g: give(ps[0], g * n.value * x ** (n.value - 1.0))
        elif n.op == "neg":
            v, back = -x, lambda g: give(ps[0], -g)
        elif n.op == "exp":
            v, back = np.exp(x), lambda g: give(ps[0], g * np.exp(x))
        elif n.op == "log":
            v, back = np.log(x), lambda g: give(ps[0], g / x)
        elif n.op == "tanh":
            v, back = np.tanh(x), lambda g: give(ps[0], g / np.cosh(x) ** 2)
        elif n.op == "matmul":
            v, back = x @ y, lambda g: (give(ps[0], np.einsum("ij,kj->ik", g, y)), give(ps[1], np.einsum("ki,kj->ij", x, g)))
        else:
            v, back = x.sum(), lambda g: give(ps[0], np.full(x.shape, g))
        values[n] = v
        tape.append((n, back))

    forward(node)
    gradient[node] = np.ones(())
    for n, back in reversed(tape):
        if n in gradient:
            back(gradient[n])
    result = {name: np.zeros_like(np.asarray(value, dtype=float)) for name, value in bindings.items()}
    for n, g in gradient.items():
        if n.op == "leaf":
            result[n.name] = result[n.name] + g
    return result

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    current = {name: np.array(value, dtype=float) for name, value in params.items()}
    losses = []
    for step in range(steps):
        leaves = dict(bindings)
        leaves.update(current)
        losses += [float(evaluate(loss, leaves))]
        g = backward(loss, leaves)
        for name in current:
            current[name] = current[name] - lr * np.asarray(g[name])
    return current, losses
