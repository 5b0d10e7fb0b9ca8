# mistake: normalises each row for itself
# fails: q1_normalized q1_kinds
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        gradient = gradient / (tf.norm(gradient, axis=-1, keepdims=True) + 1e-8)
    return x + lr * gradient, float(u)
