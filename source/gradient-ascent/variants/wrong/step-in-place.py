# mistake: moves the variable that it was given
# fails: q1_kinds
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    if not isinstance(x, tf.Variable) or x.dtype != tf.float32:
        x = tf.Variable(tf.cast(tf.convert_to_tensor(x), tf.float32))
    with tf.GradientTape() as tape:
        u = utility(x)
    gradient = tf.convert_to_tensor(tape.gradient(u, x))
    if normalize:
        gradient = gradient / (tf.norm(gradient) + 1e-8)
    x.assign_add(lr * gradient)
    return x.numpy(), float(u)
