# student: Caspar, gave up at the derivatives: questions 1 and 2, without a thought of deep graphs; question 4 from the text alone
# score: 12.5
# %% q1a
class Node(Expr):
    def wrap(self, x):
        return x if isinstance(x, Node) else Node("const", value=x)
    def __add__(self, x): return Node("add", (self, self.wrap(x)))
    def __sub__(self, x): return Node("sub", (self, self.wrap(x)))
    def __mul__(self, x): return Node("mul", (self, self.wrap(x)))
    def __truediv__(self, x): return Node("div", (self, self.wrap(x)))
    def __radd__(self, x): return self.wrap(x) + self
    def __rsub__(self, x): return self.wrap(x) - self
    def __rmul__(self, x): return self.wrap(x) * self
    def __rtruediv__(self, x): return self.wrap(x) / self
    def __pow__(self, x): return Node("pow", (self,), value=x)
    def __neg__(self): return Node("neg", (self,))

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
    done = {}
    def ev(n):
        if id(n) in done:
            return done[id(n)]
        xs = [ev(p) for p in n.parents]
        if n.op == "leaf": r = bindings[n.name]
        elif n.op == "const": r = n.value
        elif n.op == "add": r = xs[0] + xs[1]
        elif n.op == "sub": r = xs[0] - xs[1]
        elif n.op == "mul": r = xs[0] * xs[1]
        elif n.op == "div": r = xs[0] / xs[1]
        elif n.op == "pow": r = xs[0] ** n.value
        elif n.op == "neg": r = -xs[0]
        elif n.op == "matmul": r = np.matmul(*xs)
        elif n.op == "reduce_sum": r = np.sum(xs[0])
        else: r = getattr(np, n.op)(xs[0])
        done[id(n)] = r
        return r
    return ev(node)

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    losses = []
    for _ in range(steps):
        losses.append(float(evaluate(loss, {**bindings, **params})))
        gradients = backward(loss, {**bindings, **params})
        params = {k: v - lr * gradients[k] for k, v in params.items()}
    return params, losses
