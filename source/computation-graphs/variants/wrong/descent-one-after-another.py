# mistake: each parameter moves before the gradient of the next one is computed
# fails: q4_steps
# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    """Parameters after `steps` steps of gradient descent, and the losses before each step."""
    params, losses = dict(params), []
    for _ in range(steps):
        everything = {**bindings, **params}
        losses.append(float(evaluate(loss, everything)))
        for name in params:
            params[name] = params[name] - lr * backward(loss, {**bindings, **params})[name]
    return params, losses
