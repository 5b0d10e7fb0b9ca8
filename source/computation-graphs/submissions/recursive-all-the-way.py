# student: Bruna, follows the formula of the lecture: recursion without a memory, down every path, and a gradient that goes back the same way
# score: 18.5
# %% q1a
def lift(x):
    if isinstance(x, Expr):
        return x
    return Node("const", value=x)

class Node(Expr):
    __add__ = lambda a, b: Node("add", (a, lift(b)))
    __radd__ = lambda a, b: Node("add", (lift(b), a))
    __sub__ = lambda a, b: Node("sub", (a, lift(b)))
    __rsub__ = lambda a, b: Node("sub", (lift(b), a))
    __mul__ = lambda a, b: Node("mul", (a, lift(b)))
    __rmul__ = lambda a, b: Node("mul", (lift(b), a))
    __truediv__ = lambda a, b: Node("div", (a, lift(b)))
    __rtruediv__ = lambda a, b: Node("div", (lift(b), a))
    __pow__ = lambda a, n: Node("pow", (a,), value=n)
    __neg__ = lambda a: Node("neg", (a,))

# %% q1b
def leaf(name):
    return Node("leaf", name=name)


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

# %% q2
def evaluate(node, bindings):
    if node.op == "leaf":
        return bindings[node.name]
    if node.op == "const":
        return node.value
    a = evaluate(node.parents[0], bindings)
    if node.op == "pow": return a ** node.value
    if node.op == "neg": return -a
    if node.op == "exp": return np.exp(a)
    if node.op == "log": return np.log(a)
    if node.op == "tanh": return np.tanh(a)
    if node.op == "reduce_sum": return np.sum(a)
    b = evaluate(node.parents[1], bindings)
    if node.op == "add": return a + b
    if node.op == "sub": return a - b
    if node.op == "mul": return a * b
    if node.op == "div": return a / b
    return a @ b

# %% q3
def backward(node, bindings):
    result = {name: np.zeros(np.shape(value)) for name, value in bindings.items()}

    def fit(g, value):
        g = np.asarray(g)
        g = g.sum(axis=tuple(range(g.ndim - np.ndim(value))))
        ones = tuple(i for i in range(np.ndim(value)) if np.shape(value)[i] == 1)
        return g.sum(axis=ones, keepdims=True)

    def go(n, g):
        g = fit(g, evaluate(n, bindings))
        if n.op == "leaf":
            result[n.name] = result[n.name] + g
            return
        if n.op == "const":
            return
        p = n.parents
        x = [evaluate(q, bindings) for q in p]
        if n.op == "add": go(p[0], g); go(p[1], g)
        if n.op == "sub": go(p[0], g); go(p[1], -g)
        if n.op == "mul": go(p[0], g * x[1]); go(p[1], g * x[0])
        if n.op == "div": go(p[0], g / x[1]); go(p[1], -g * x[0] / x[1] ** 2)
        if n.op == "pow": go(p[0], g * n.value * x[0] ** (n.value - 1))
        if n.op == "neg": go(p[0], -g)
        if n.op == "exp": go(p[0], g * np.exp(x[0]))
        if n.op == "log": go(p[0], g / x[0])
        if n.op == "tanh": go(p[0], g * (1 - np.tanh(x[0]) ** 2))
        if n.op == "matmul": go(p[0], g @ x[1].T); go(p[1], x[0].T @ g)
        if n.op == "reduce_sum": go(p[0], np.ones_like(x[0]) * g)

    go(node, np.array(1.0))
    return result

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    losses = []
    params = {**params}
    for s in range(steps):
        env = {**params, **bindings}
        losses.append(float(evaluate(loss, env)))
        g = backward(loss, env)
        for name in params:
            params[name] = params[name] - lr * g[name]
    return params, losses
