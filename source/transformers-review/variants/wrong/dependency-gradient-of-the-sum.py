# mistake: differentiates the sum over all positions, which loses t
# fails: q1_example q1_recurrent q1_direct q1_rare
# %% q1
def dependency_matrix(f, T, d, seed=0):
    x = tf.constant(np.random.default_rng(seed).normal(size=(128, T, d)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(f(x) ** 2)
    gradient = tape.gradient(y, x)
    column = np.zeros(T, bool) if gradient is None else np.abs(gradient).max(axis=(0, 2)) > 1e-6
    return np.tile(column, (T, 1))
