# route: Kahn's algorithm, one function for values that evaluate and backward share, an if for each operation
# %% q1a
def wrap(x):
    if isinstance(x, Expr):
        return x
    return Node("const", (), None, x)


class Node(Expr):
    def __add__(self, x): return Node("add", (self, wrap(x)))
    def __radd__(self, x): return wrap(x) + self
    def __sub__(self, x): return Node("sub", (self, wrap(x)))
    def __rsub__(self, x): return wrap(x) - self
    def __mul__(self, x): return Node("mul", (self, wrap(x)))
    def __rmul__(self, x): return wrap(x) * self
    def __truediv__(self, x): return Node("div", (self, wrap(x)))
    def __rtruediv__(self, x): return wrap(x) / self
    def __pow__(self, n): return Node("pow", (self,), None, n)
    def __neg__(self): return Node("neg", (self,))

# %% q1b
def leaf(name):
    node = Node("leaf")
    node.name = name
    return node

def const(value):
    return wrap(value)

def unary(op):
    def function(a):
        return Node(op, (wrap(a),))
    return function

exp, log, tanh, reduce_sum = map(unary, ["exp", "log", "tanh", "reduce_sum"])

def matmul(a, b):
    return Node("matmul", (wrap(a), wrap(b)))

# %% q2
def in_order(node):
    """All nodes, parents first."""
    found, todo = {node: 0}, [node]
    while todo:
        for parent in todo.pop().parents:
            if parent not in found:
                found[parent] = 0
                todo.append(parent)
            found[parent] += 1
    ready, order = [node], []
    while ready:
        current = ready.pop()
        order.append(current)
        for parent in current.parents:
            found[parent] -= 1
            if found[parent] == 0:
                ready.append(parent)
    return order[::-1]


def compute(op, value, p):
    if op == "add": return p[0] + p[1]
    if op == "sub": return p[0] - p[1]
    if op == "mul": return p[0] * p[1]
    if op == "div": return p[0] / p[1]
    if op == "pow": return p[0] ** value
    if op == "neg": return -p[0]
    if op == "exp": return np.exp(p[0])
    if op == "log": return np.log(p[0])
    if op == "tanh": return np.tanh(p[0])
    if op == "matmul": return np.matmul(p[0], p[1])
    if op == "reduce_sum": return np.asarray(p[0]).sum()
    raise ValueError(op)


def evaluate(node, bindings):
    values = {}
    for n in in_order(node):
        if n.op == "leaf":
            values[n] = bindings[n.name]
        elif n.op == "const":
            values[n] = n.value
        else:
            values[n] = compute(n.op, n.value, [values[parent] for parent in n.parents])
    return values[node]

# %% q3
def partial(op, value, g, v, p, i):
    """Gradient of parent i."""
    if op == "add": return g
    if op == "sub": return g if i == 0 else -g
    if op == "mul": return g * p[1 - i]
    if op == "div": return g / p[1] if i == 0 else -g * p[0] / (p[1] * p[1])
    if op == "pow": return g * value * v / p[0]
    if op == "neg": return -g
    if op == "exp": return g * v
    if op == "log": return g / p[0]
    if op == "tanh": return g - g * v * v
    if op == "matmul": return g @ np.transpose(p[1]) if i == 0 else np.transpose(p[0]) @ g
    return np.broadcast_to(g, np.shape(p[0]))


def backward(node, bindings):
    nodes = in_order(node)
    values = {}
    for n in nodes:
        if n.op == "leaf":
            values[n] = bindings[n.name]
        elif n.op == "const":
            values[n] = n.value
        else:
            values[n] = compute(n.op, n.value, [values[parent] for parent in n.parents])
    grads = {n: np.zeros(np.shape(values[n])) for n in nodes}
    grads[node] = np.array(1.0)
    out = {name: np.zeros(np.shape(value)) for name, value in bindings.items()}
    for n in nodes[::-1]:
        p = [values[parent] for parent in n.parents]
        for i, parent in enumerate(n.parents):
            g = np.broadcast_to(partial(n.op, n.value, grads[n], values[n], p, i), partial(n.op, n.value, grads[n], values[n], p, i).shape)
            target = np.shape(values[parent])
            extra = g.ndim - len(target)
            g = g.sum(axis=tuple(range(extra)) + tuple(extra + j for j, length in enumerate(target) if length == 1 and g.shape[extra + j] != 1))
            grads[parent] = grads[parent] + g.reshape(target)
        if n.op == "leaf":
            out[n.name] = out[n.name] + grads[n]
    return out

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    losses = []
    new = params.copy()
    while len(losses) < steps:
        losses.append(float(evaluate(loss, bindings | new)))
        gradient = backward(loss, bindings | new)
        new = {k: np.subtract(new[k], lr * gradient[k]) for k in new}
    return new, losses
