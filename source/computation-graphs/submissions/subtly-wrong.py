# student: Dorothea, fluent and careless: 1 - a is a - 1, values stay in the nodes, no sum over broadcasts, += on arrays
# score: 15
# %% q1a
class Node(Expr):
    def __add__(self, other): return Node("add", (self, node(other)))
    def __sub__(self, other): return Node("sub", (self, node(other)))
    def __mul__(self, other): return Node("mul", (self, node(other)))
    def __truediv__(self, other): return Node("div", (self, node(other)))
    __radd__, __rsub__, __rmul__, __rtruediv__ = __add__, __sub__, __mul__, __truediv__
    def __pow__(self, n): return Node("pow", (self,), value=n)
    def __neg__(self): return Node("neg", (self,))

def node(x):
    return x if isinstance(x, Expr) else Node("const", value=x)

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
    if not hasattr(node, "result"):
        xs = [evaluate(p, bindings) for p in node.parents]
        functions = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
                     "exp": np.exp, "log": np.log, "tanh": np.tanh, "matmul": np.matmul, "reduce_sum": np.sum}
        if node.op == "leaf":
            node.result = bindings[node.name]
        elif node.op == "const":
            node.result = node.value
        elif node.op == "pow":
            node.result = xs[0] ** node.value
        else:
            node.result = functions[node.op](*xs)
    return node.result

# %% q3
def backward(node, bindings):
    order, values = [], {}
    def visit(n):
        if n in values:
            return
        for p in n.parents:
            visit(p)
        x = [values[p] for p in n.parents]
        if n.op == "leaf": values[n] = bindings[n.name]
        elif n.op == "const": values[n] = n.value
        elif n.op == "pow": values[n] = x[0] ** n.value
        elif n.op == "neg": values[n] = -x[0]
        elif n.op == "add": values[n] = x[0] + x[1]
        elif n.op == "sub": values[n] = x[0] - x[1]
        elif n.op == "mul": values[n] = x[0] * x[1]
        elif n.op == "div": values[n] = x[0] / x[1]
        elif n.op == "matmul": values[n] = x[0] @ x[1]
        elif n.op == "reduce_sum": values[n] = np.sum(x[0])
        else: values[n] = getattr(np, n.op)(x[0])
        order.append(n)
    visit(node)
    grads = dict.fromkeys(order, 0.0)
    grads[node] = 1.0
    for n in reversed(order):
        g, x, p = grads[n], [values[p] for p in n.parents], n.parents
        if n.op == "add": d = [g, g]
        elif n.op == "sub": d = [g, -g]
        elif n.op == "mul": d = [g * x[1], g * x[0]]
        elif n.op == "div": d = [g / x[1], -g * x[0] / x[1] ** 2]
        elif n.op == "pow": d = [g * n.value * x[0] ** (n.value - 1)]
        elif n.op == "neg": d = [-g]
        elif n.op == "exp": d = [g * values[n]]
        elif n.op == "log": d = [g / x[0]]
        elif n.op == "tanh": d = [g * (1 - values[n] ** 2)]
        elif n.op == "matmul": d = [g @ x[1].T, x[0].T @ g]
        elif n.op == "reduce_sum": d = [g * np.ones_like(x[0])]
        else: d = []
        for q, dq in zip(p, d):
            grads[q] = grads[q] + dq
    result = {name: np.zeros_like(value) for name, value in bindings.items()}
    for n in order:
        if n.op == "leaf":
            result[n.name] = result[n.name] + grads[n]
    return result

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    losses = []
    for _ in range(steps):
        losses.append(float(evaluate(loss, {**params, **bindings})))
        gradients = backward(loss, {**params, **bindings})
        for name in params:
            params[name] -= lr * gradients[name]
    return params, losses
