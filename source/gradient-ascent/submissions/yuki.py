# student: stopped after question 2; penalises the norm instead of its square, normalises by the root of the mean square
# score: 2
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    g = tape.gradient(u, x)
    if normalize:
        # as in the Keras example on filters
        g = g / (tf.sqrt(tf.reduce_mean(tf.square(g))) + 1e-8)
    return x + lr * g, float(u)

# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    x = tf.cast(tf.convert_to_tensor(x0), tf.float32)
    history = []
    for _ in range(steps):
        x, value = ascent_step(x, lambda z: utility(z) - l2 / 2 * tf.norm(z), lr)
        history.append(value)
    return x, history
