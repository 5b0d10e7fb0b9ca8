# mistake: normalises the new input instead of the gradient
# fails: q1_normalized q1_kinds
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        x_new = x + lr * gradient
        return x_new / (tf.norm(x_new) + 1e-8), float(u)
    return x + lr * gradient, float(u)
