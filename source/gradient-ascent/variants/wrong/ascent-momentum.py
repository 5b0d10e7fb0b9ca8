# mistake: takes steps with momentum
# fails: q2_steps q2_history q2_start
# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    x, velocity, history = tf.cast(tf.convert_to_tensor(x0), tf.float32), 0.0, []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = utility(x) - l2 / 2 * tf.reduce_sum(x**2)
        velocity = 0.5 * velocity + lr * tape.gradient(value, x)
        x = x + velocity
        history.append(float(value))
    return x, history
