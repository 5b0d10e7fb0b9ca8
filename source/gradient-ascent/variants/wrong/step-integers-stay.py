# mistake: takes whole numbers as they are: they have no gradient
# fails: q1_kinds
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    gradient = tape.gradient(u, x)
    if normalize:
        gradient = gradient / (tf.norm(gradient) + 1e-8)
    return x + lr * gradient, float(u)
