# mistake: complains of superfluous names
# fails: q2_again q2_arrays
# %% q2
def evaluate(node, bindings):
    """Value of `node` where the leaves have the values of `bindings`."""
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
    values, stack, seen = {}, [node], []
    while stack:
        current = stack[-1]
        missing = [parent for parent in current.parents if id(parent) not in values]
        if missing:
            stack.append(missing[0])
            continue
        seen.append(stack.pop())
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
    for name in bindings:
        if all(name != other.name for other in seen):
            raise KeyError(name)
    return values[id(node)]
