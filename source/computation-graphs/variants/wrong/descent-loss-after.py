# mistake: records the loss after each step
# fails: q4_example q4_steps
# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    """Parameters after `steps` steps of gradient descent, and the losses before each step."""
    params, losses = dict(params), []
    for _ in range(steps):
        everything = {**bindings, **params}
        gradients = backward(loss, everything)
        params = {name: value - lr * gradients[name] for name, value in params.items()}
        losses.append(float(evaluate(loss, {**bindings, **params})))
    return params, losses
