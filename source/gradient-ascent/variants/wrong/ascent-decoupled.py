# mistake: shrinks the input after the step, as decoupled weight decay does
# fails: q2_steps q2_history q2_optimum q2_start
# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    x = tf.cast(tf.convert_to_tensor(x0), tf.float32)
    history = []
    for _ in range(steps):
        penalty = l2 / 2 * float(tf.reduce_sum(tf.square(x)))
        x, value = ascent_step(x, utility, lr)
        x = (1 - lr * l2) * x
        history.append(value - penalty)
    return x, history
