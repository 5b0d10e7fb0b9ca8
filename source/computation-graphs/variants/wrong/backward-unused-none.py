# mistake: leaves without a use have no gradient, as in TensorFlow
# fails: q3_unused
# %% q3
def backward(node, bindings):
    """Gradient of the scalar `node` with respect to each leaf of `bindings`, by name."""
    operations = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "neg": lambda a: -a,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "matmul": lambda a, b: a @ b,
        "reduce_sum": np.sum,
    }
    # For each operation: gradient g and value v of the node, values of its parents -> gradients of the parents.
    rules = {
        "add": lambda g, v, a, b: (g, g),
        "sub": lambda g, v, a, b: (g, -g),
        "mul": lambda g, v, a, b: (g * b, g * a),
        "div": lambda g, v, a, b: (g / b, -g * v / b),
        "neg": lambda g, v, a: (-g,),
        "exp": lambda g, v, a: (g * v,),
        "log": lambda g, v, a: (g / a,),
        "tanh": lambda g, v, a: (g * (1 - v**2),),
        "matmul": lambda g, v, a, b: (g @ b.T, a.T @ g),
        "reduce_sum": lambda g, v, a: (np.full(np.shape(a), g),),
    }

    def summed_to(g, shape):
        """Undo a broadcast: sum over leading axes, and over axes that had the length 1."""
        g = np.sum(g, axis=tuple(range(np.ndim(g) - len(shape))))
        return np.sum(g, axis=tuple(axis for axis, length in enumerate(shape) if length == 1), keepdims=True)

    order, values, stack = [], {}, [node]
    while stack:
        current = stack[-1]
        missing = [parent for parent in current.parents if id(parent) not in values]
        if missing:
            stack.append(missing[0])
            continue
        order.append(stack.pop())
        inputs = [values[id(parent)] for parent in current.parents]
        if current.op == "leaf":
            value = bindings[current.name]
        elif current.op == "const":
            value = current.value
        elif current.op == "pow":
            value = inputs[0] ** current.value
        else:
            value = operations[current.op](*inputs)
        values[id(current)] = value

    found = {name: np.zeros(np.shape(value)) for name, value in bindings.items()}
    gradients = {id(node): 1.0}
    for current in reversed(order):
        g = gradients[id(current)]
        if current.op == "leaf":
            found[current.name] = found[current.name] + g
        inputs = [values[id(parent)] for parent in current.parents]
        if current.op == "pow":
            parts = [g * current.value * inputs[0] ** (current.value - 1)]
        elif inputs:
            parts = rules[current.op](g, values[id(current)], *inputs)
        else:
            parts = []
        for parent, value, part in zip(current.parents, inputs, parts):
            gradients[id(parent)] = gradients.get(id(parent), 0.0) + summed_to(part, np.shape(value))
    used = {current.name for current in order if current.op == "leaf"}
    return {name: gradient if name in used else None for name, gradient in found.items()}
