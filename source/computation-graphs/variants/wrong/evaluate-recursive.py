# mistake: follows the definition: recursion over all paths
# fails: q2_once q2_deep
# %% q2
def evaluate(node, bindings):
    inputs = [evaluate(parent, bindings) for parent in node.parents]
    if node.op == "leaf":
        return bindings[node.name]
    if node.op == "const":
        return node.value
    if node.op == "pow":
        return inputs[0] ** node.value
    functions = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative, "exp": np.exp, "log": np.log, "tanh": np.tanh, "matmul": np.matmul, "reduce_sum": np.sum}
    return functions[node.op](*inputs)
