# route: tf.Variable instead of watch, results as arrays, the kernel's column alone, standardised by hand
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    variable = tf.Variable(np.asarray(x).astype("float32"))
    with tf.GradientTape() as tape:
        u = utility(variable)
    g = np.asarray(tape.gradient(u, variable))
    if normalize:
        g = g / (np.sqrt(np.sum(g.astype("float64") ** 2)) + 1e-8)
    return (np.asarray(variable) + lr * g).astype("float32"), u

# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    x = np.array(x0, dtype="float32")
    history = []
    for _ in range(steps):
        new, u = ascent_step(x, utility, lr)
        history.append(float(u) - 0.5 * l2 * float((x**2).sum()))
        x = (new - lr * l2 * x).astype("float32")
    return x, history

# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    head = model.layers[-1]
    body = keras.Model(model.input, head.input)
    column = tf.convert_to_tensor(head.kernel)[:, class_index]
    x, _ = gradient_ascent(lambda x: tf.reduce_sum(body(x)[0] * column), x0, 300, 0.5, l2)
    return x

# %% q5
def deprocess(x):
    x = np.array(x, dtype="float64")
    deviation = np.sqrt(((x - np.mean(x)) ** 2).mean()) + 1e-8
    y = (x - np.mean(x)) * 0.15 / deviation + 0.5
    y[y < 0] = 0
    y[y > 1] = 1
    return (y * 255).astype(np.uint8)
