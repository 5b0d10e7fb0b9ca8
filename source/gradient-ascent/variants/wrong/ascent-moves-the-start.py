# mistake: adds into the array x0
# fails: q2_start
# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    def objective(x):
        return utility(x) - l2 / 2 * tf.reduce_sum(tf.square(x))

    x = x0 if isinstance(x0, np.ndarray) and x0.dtype == "float32" else np.array(x0, dtype="float32")
    history = []
    for _ in range(steps):
        new, value = ascent_step(x, objective, lr)
        x[...] = new
        history.append(value)
    return x, history
