# route: derivatives as graphs of their own, simplified by nobody, evaluated afterwards; needs two private operations
# %% q2
def evaluate(node, bindings):
    known, todo = {}, [(node, False)]
    while todo:
        n, ready = todo.pop()
        if n in known:
            continue
        if not ready:
            todo.append((n, True))
            todo.extend((parent, False) for parent in n.parents)
            continue
        p = [known[parent] for parent in n.parents]
        match n.op:
            case "leaf":
                known[n] = bindings[n.name]
            case "const":
                known[n] = n.value
            case "add":
                known[n] = p[0] + p[1]
            case "sub":
                known[n] = p[0] - p[1]
            case "mul":
                known[n] = p[0] * p[1]
            case "div":
                known[n] = p[0] / p[1]
            case "pow":
                known[n] = p[0] ** n.value
            case "neg":
                known[n] = -p[0]
            case "matmul":
                known[n] = p[0] @ p[1]
            case "reduce_sum":
                known[n] = np.sum(p[0])
            case "exp" | "log" | "tanh":
                known[n] = getattr(np, n.op)(p[0])
    return known[node]

# %% q3
def backward(node, bindings):
    def value_of(n, p):
        if n.op == "leaf":
            return np.asarray(bindings[n.name], dtype=float)
        if n.op == "const":
            return np.asarray(n.value, dtype=float)
        if n.op == "like":  # the first, brought to the shape of the second by adding or repeating
            g, shape = np.asarray(p[0]), np.shape(p[1])
            if g.ndim > len(shape):
                g = g.sum(axis=tuple(range(g.ndim - len(shape))))
            for axis in range(len(shape)):
                if shape[axis] == 1 and np.ndim(g) == len(shape):
                    g = g.sum(axis=axis, keepdims=True)
            return np.broadcast_to(g, shape)
        if n.op == "transpose":
            return np.transpose(p[0])
        binary = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "matmul": np.matmul}
        if n.op in binary:
            return binary[n.op](*p)
        if n.op == "pow":
            return p[0] ** n.value
        return {"neg": np.negative, "exp": np.exp, "log": np.log, "tanh": np.tanh, "reduce_sum": np.sum}[n.op](p[0])

    def order_of(roots):
        done, order, todo = set(), [], [(root, False) for root in roots]
        while todo:
            n, ready = todo.pop()
            if ready:
                order.append(n)
            elif n not in done:
                done.add(n)
                todo.append((n, True))
                todo.extend((parent, False) for parent in n.parents)
        return order

    def make(op, *parents, value=None):
        return Expr(op, parents, value=value)

    def derivatives(n, g):
        a, b = n.parents[0], n.parents[-1]
        one = make("const", value=1.0)
        return {
            "add": lambda: (g, g),
            "sub": lambda: (g, make("neg", g)),
            "mul": lambda: (make("mul", g, b), make("mul", g, a)),
            "div": lambda: (make("div", g, b), make("neg", make("div", make("mul", g, n), b))),
            "pow": lambda: (make("mul", make("mul", g, make("const", value=n.value)), make("pow", a, value=n.value - 1)),),
            "neg": lambda: (make("neg", g),),
            "exp": lambda: (make("mul", g, n),),
            "log": lambda: (make("div", g, a),),
            "tanh": lambda: (make("mul", g, make("sub", one, make("pow", n, value=2))),),
            "matmul": lambda: (make("matmul", g, make("transpose", b)), make("matmul", make("transpose", a), g)),
            "reduce_sum": lambda: (g,),
        }[n.op]()

    gradient = {node: make("const", value=1.0)}
    for n in reversed(order_of([node])):
        if n.parents:
            for parent, g in zip(n.parents, derivatives(n, gradient[n])):
                g = make("like", g, parent)
                gradient[parent] = make("add", gradient[parent], g) if parent in gradient else g
    roots = [(n.name, gradient[n]) for n in order_of([node]) if n.op == "leaf"]
    values = {}
    for n in order_of([root for _, root in roots]):
        values[n] = value_of(n, [values[parent] for parent in n.parents])
    result = {name: np.zeros(np.shape(value)) for name, value in bindings.items()}
    for name, root in roots:
        result[name] = result[name] + values[root]
    return result

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    if steps == 0:
        return {**params}, []
    here = {**bindings, **params}
    value, gradients = float(evaluate(loss, here)), backward(loss, here)
    moved = {name: params[name] - lr * gradients[name] for name in params}
    end, losses = gradient_descent(loss, moved, bindings, lr, steps - 1)
    return end, [value] + losses
