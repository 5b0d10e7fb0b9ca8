# route: softmax taken off and put back, a compiled step, ops of Keras
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = keras.ops.convert_to_tensor(np.asarray(x), dtype="float32")
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        u = utility(x)
    direction = tape.gradient(u, x)
    if normalize:
        length = keras.ops.sqrt(keras.ops.sum(direction**2))
        direction /= length + 1e-8
    return keras.ops.add(x, lr * direction), u

# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    last = model.layers[-1]
    softmax, last.activation = last.activation, keras.activations.linear
    try:
        x, _ = gradient_ascent(lambda x: model(x, training=False)[0][class_index], x0, 200, 0.8, l2=l2)
    finally:
        last.activation = softmax
    return np.asarray(x)

# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    part = keras.Model(model.input, model.get_layer(name=layer_name).output)

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = keras.ops.mean(part(x), axis=(0, 1, 2))[filter_index]
        return x + tape.gradient(value, x) - l2 * x

    x = tf.constant(x0, tf.float32)
    for _ in range(300):
        x = step(x)
    return x
