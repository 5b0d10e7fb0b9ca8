# mistake: returns the loss -u
# fails: q1_value q1_kinds q2_history
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        gradient = gradient / (tf.norm(gradient) + 1e-8)
    return x + lr * gradient, -float(u)
