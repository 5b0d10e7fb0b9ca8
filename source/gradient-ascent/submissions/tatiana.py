# student: everything right, with variables in place of watch, own ascent in question 3, SGD of Keras for the feature maps
# score: 20
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    # A Variable is watched by itself. np.array copies, so what I was given cannot change.
    v = tf.Variable(np.array(x).astype(np.float32))
    with tf.GradientTape() as tape:
        u = utility(v)
    g = tape.gradient(u, v)
    if normalize:
        g = g / (tf.sqrt(tf.reduce_sum(tf.square(g))) + 1e-8)
    return v.numpy() + lr * g.numpy(), float(u)

# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    def J(x):
        return utility(x) - 0.5 * l2 * tf.reduce_sum(x * x)

    history = []
    x = np.array(x0).astype(np.float32)
    for step in range(steps):
        x, value = ascent_step(x, J, lr)
        history.append(value)
    return x, history

# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    head = model.layers[-1]
    body = keras.Model(model.inputs, head.input)
    w = head.kernel[:, class_index]  # the bias has no gradient with respect to x

    def utility(x):
        return tf.reduce_sum(body(x) * w)

    x, history = gradient_ascent(utility, x0, steps=120, lr=1.0, l2=l2)
    return x

# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    sub = keras.Model(model.inputs, model.get_layer(layer_name).output)
    x = tf.Variable(x0)
    opt = keras.optimizers.SGD(1.0)
    for _ in range(100):
        with tf.GradientTape() as tape:
            feature_map = sub(x)[0, :, :, filter_index]
            loss = l2 / 2 * tf.reduce_sum(x**2) - tf.reduce_mean(feature_map)
        opt.apply_gradients([(tape.gradient(loss, x), x)])
    return x.numpy()

# %% q5
def deprocess(x):
    y = np.array(x, dtype=np.float64)
    y -= y.mean()
    y /= y.std() + 1e-8
    y = np.clip(y * 0.15 + 0.5, 0, 1)
    return np.rint(y * 255).astype(np.uint8)
