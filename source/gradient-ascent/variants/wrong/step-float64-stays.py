# mistake: computes in float64 where it is given float64
# fails: q1_kinds
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.convert_to_tensor(x)
    if x.dtype != tf.float64:
        x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        gradient = gradient / (tf.norm(gradient) + 1e-8)
    return x + lr * gradient, float(u)
