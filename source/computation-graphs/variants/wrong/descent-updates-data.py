# mistake: everything is a parameter
# fails: q4_steps q4_arguments
# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    """Parameters after `steps` steps of gradient descent, and the losses before each step."""
    params, bindings, losses = {**bindings, **params}, {}, []
    for _ in range(steps):
        everything = {**bindings, **params}
        losses.append(float(evaluate(loss, everything)))
        gradients = backward(loss, everything)
        params = {name: value - lr * gradients[name] for name, value in params.items()}
    return params, losses
