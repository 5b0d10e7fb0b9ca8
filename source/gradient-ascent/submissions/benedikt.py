# student: the cell of question 2 does not run; takes the log of the probability; scales pictures from the smallest to the largest value
# score: 10.5
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as t:
        t.watch(x)
        u = utility(x)
    dx = t.gradient(u, x)
    if normalize:
        dx = dx / (tf.norm(dx) + 1e-8)
    return x + lr * dx, u.numpy()

# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    x = x0
    history = []
    for _ in range(steps)
        x, u = ascent_step(x, lambda z: utility(z) - l2 / 2 * tf.reduce_sum(z**2), lr)
        history.append(u)
    return x, history

# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    def log_probability(x):
        return tf.math.log(model(x)[0, class_index] + 1e-30)

    return climb(log_probability, x0, l2)

# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    maps = keras.Model(model.inputs, model.get_layer(layer_name).output)
    return climb(lambda x: tf.reduce_mean(maps(x), axis=[0, 1, 2])[filter_index], x0, l2)

# %% q5
def deprocess(x):
    low, high = np.min(x), np.max(x)
    return ((x - low) / (high - low) * 255).astype(np.uint8)
