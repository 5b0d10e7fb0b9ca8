# mistake: changes the arrays that it was given
# fails: q4_arguments
# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    """Parameters after `steps` steps of gradient descent, and the losses before each step."""
    params, losses = dict(params), []
    for _ in range(steps):
        everything = {**bindings, **params}
        losses.append(float(evaluate(loss, everything)))
        gradients = backward(loss, everything)
        for name in params:
            params[name] -= lr * gradients[name]
    return params, losses
