# mistake: writes into the dict that it was given
# fails: q4_arguments
# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    """Parameters after `steps` steps of gradient descent, and the losses before each step."""
    losses = []
    for _ in range(steps):
        everything = {**bindings, **params}
        losses.append(float(evaluate(loss, everything)))
        gradients = backward(loss, everything)
        for name in params:
            params[name] = params[name] - lr * gradients[name]
    return params, losses
