# student: Anselm, careful, has read about tapes: depth-first order as a helper, dunder methods by hand; all right
# score: 20
# %% q1a
def to_node(x):
    return x if isinstance(x, Expr) else Node("const", value=x)


class Node(Expr):
    def _make(self, op, a, b):
        return Node(op, (to_node(a), to_node(b)))

    def __add__(self, b):
        return self._make("add", self, b)

    def __radd__(self, a):
        return self._make("add", a, self)

    def __sub__(self, b):
        return self._make("sub", self, b)

    def __rsub__(self, a):
        return self._make("sub", a, self)

    def __mul__(self, b):
        return self._make("mul", self, b)

    def __rmul__(self, a):
        return self._make("mul", a, self)

    def __truediv__(self, b):
        return self._make("div", self, b)

    def __rtruediv__(self, a):
        return self._make("div", a, self)

    def __pow__(self, n):
        return Node("pow", (self,), value=n)

    def __neg__(self):
        return Node("neg", (self,))

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
def topological(root):
    """Nodes of the graph, parents before their users."""
    order, state, todo = [], {}, [root]
    while todo:
        n = todo[-1]
        if state.get(id(n)) == 2:
            todo.pop()
        elif state.get(id(n)) == 1:
            state[id(n)] = 2
            order.append(todo.pop())
        else:
            state[id(n)] = 1
            todo += [p for p in n.parents if id(p) not in state]
    return order

NUMPY = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative, "exp": np.exp,
         "log": np.log, "tanh": np.tanh, "matmul": np.matmul, "reduce_sum": np.sum}

def all_values(root, bindings):
    values = {}
    for n in topological(root):
        if n.op == "leaf":
            values[id(n)] = bindings[n.name]
        elif n.op == "const":
            values[id(n)] = n.value
        elif n.op == "pow":
            values[id(n)] = np.power(values[id(n.parents[0])], float(n.value))
        else:
            values[id(n)] = NUMPY[n.op](*[values[id(p)] for p in n.parents])
    return values

def evaluate(node, bindings):
    return all_values(node, bindings)[id(node)]

# %% q3
def back_to(grad, shape):
    grad = np.asarray(grad, dtype=float)
    while grad.ndim > len(shape):
        grad = grad.sum(0)
    for i in range(len(shape)):
        if shape[i] == 1 and grad.shape[i] != 1:
            grad = grad.sum(i, keepdims=True)
    return grad

def backward(node, bindings):
    values = all_values(node, bindings)
    grads = {id(node): np.array(1.0)}
    result = {k: np.zeros(np.shape(v)) for k, v in bindings.items()}

    def give(n, g):
        g = back_to(g, np.shape(values[id(n)]))
        grads[id(n)] = grads[id(n)] + g if id(n) in grads else g

    for n in topological(node)[::-1]:
        g = grads[id(n)]
        v = values[id(n)]
        if n.op == "leaf":
            result[n.name] = result[n.name] + g
        elif n.op == "add":
            give(n.parents[0], g)
            give(n.parents[1], g)
        elif n.op == "sub":
            give(n.parents[0], g)
            give(n.parents[1], -g)
        elif n.op == "mul":
            a, b = n.parents
            give(a, g * values[id(b)])
            give(b, g * values[id(a)])
        elif n.op == "div":
            a, b = n.parents
            give(a, g / values[id(b)])
            give(b, -g * values[id(a)] / values[id(b)] ** 2)
        elif n.op == "pow":
            give(n.parents[0], g * n.value * np.power(values[id(n.parents[0])], n.value - 1.0))
        elif n.op == "neg":
            give(n.parents[0], -g)
        elif n.op == "exp":
            give(n.parents[0], g * v)
        elif n.op == "log":
            give(n.parents[0], g / values[id(n.parents[0])])
        elif n.op == "tanh":
            give(n.parents[0], g * (1 - v * v))
        elif n.op == "matmul":
            a, b = n.parents
            give(a, g @ values[id(b)].T)
            give(b, values[id(a)].T @ g)
        elif n.op == "reduce_sum":
            give(n.parents[0], g * np.ones(np.shape(values[id(n.parents[0])])))
    return result

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    now = {k: np.array(v, dtype=float) for k, v in params.items()}
    losses = []
    for i in range(steps):
        both = dict(bindings, **now)
        losses.append(float(evaluate(loss, both)))
        grads = backward(loss, both)
        now = {k: now[k] - lr * grads[k] for k in now}
    return now, losses
