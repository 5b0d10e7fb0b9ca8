# mistake: lists the utility without the penalty
# fails: q2_history
# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    def objective(x):
        return utility(x) - l2 / 2 * tf.reduce_sum(tf.square(x))

    x = tf.cast(tf.convert_to_tensor(x0), tf.float32)
    history = []
    for _ in range(steps):
        before = float(tf.reduce_sum(tf.square(x)))
        x, value = ascent_step(x, objective, lr)
        history.append(value + l2 / 2 * before)
    return x, history
