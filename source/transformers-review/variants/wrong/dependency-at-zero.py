# mistake: one experiment, at x = 0, where a ReLU is off and a square is flat
# fails: q1_rare q1_seed
# %% q1
def dependency_matrix(f, T, d, seed=0):
    zero = np.zeros((1, T, d), dtype="float32")
    before = np.asarray(f(tf.constant(zero)))
    depends = np.zeros((T, T), dtype=bool)
    for source in range(T):
        moved = zero.copy()
        moved[:, source] = 1.0
        depends[:, source] = np.abs(np.asarray(f(tf.constant(moved))) - before).max(axis=(0, 2)) > 2e-6
    return depends
