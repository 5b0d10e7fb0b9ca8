# mistake: takes steps - 1 steps
# fails: q2_steps q2_history q2_start
# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    def objective(x):
        return utility(x) - l2 / 2 * tf.reduce_sum(tf.square(x))

    x = tf.cast(tf.convert_to_tensor(x0), tf.float32)
    history = []
    for _ in range(1, steps):
        x, value = ascent_step(x, objective, lr)
        history.append(value)
    return x, history
