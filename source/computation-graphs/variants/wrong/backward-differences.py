# mistake: differences instead of derivatives, for numbers only
# fails: q3_example q3_shared q3_arrays q3_matmul q3_broadcast q3_unused
# %% q3
def backward(node, bindings):
    gradients = {}
    for name, value in bindings.items():
        step = 1e-3
        above, below = {**bindings, name: value + step}, {**bindings, name: value - step}
        gradients[name] = (evaluate(node, above) - evaluate(node, below)) / (2 * step)
    return gradients
