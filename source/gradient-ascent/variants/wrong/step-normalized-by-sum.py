# mistake: divides by the sum of the absolute values
# fails: q1_normalized q1_kinds
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        gradient = gradient / (tf.reduce_sum(tf.abs(gradient)) + 1e-8)
    return x + lr * gradient, float(u)
