# mistake: each node once, but by recursion, which ends at 1,000 levels
# fails: q2_deep
# %% q2
def evaluate(node, bindings):
    functions = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative, "exp": np.exp, "log": np.log, "tanh": np.tanh, "matmul": np.matmul, "reduce_sum": np.sum}
    known = {}

    def visit(node):
        if id(node) not in known:
            inputs = [visit(parent) for parent in node.parents]
            if node.op == "leaf":
                known[id(node)] = bindings[node.name]
            elif node.op == "const":
                known[id(node)] = node.value
            elif node.op == "pow":
                known[id(node)] = inputs[0] ** node.value
            else:
                known[id(node)] = functions[node.op](*inputs)
        return known[id(node)]

    return visit(node)
