# mistake: casts the result to the type of the input
# fails: q1_kinds
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    kind = tf.convert_to_tensor(x).dtype
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        gradient = gradient / (tf.norm(gradient) + 1e-8)
    return tf.cast(x + lr * gradient, kind), float(u)
