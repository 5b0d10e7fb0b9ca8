# mistake: goes down the gradient, as training does
# fails: q1_linear q1_value q1_normalized q1_kinds q2_steps q2_history q2_optimum q2_start
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        gradient = gradient / (tf.norm(gradient) + 1e-8)
    return x - lr * gradient, float(u)
