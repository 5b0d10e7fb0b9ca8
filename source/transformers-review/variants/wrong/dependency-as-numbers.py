# mistake: returns sizes of changes instead of booleans
# fails: q1_example q1_recurrent q1_direct q1_rare
# %% q1
def dependency_matrix(f, T, d, seed=0):
    random = np.random.default_rng(seed)
    depends = np.zeros((T, T))
    points = random.normal(size=(128, T, d)).astype("float32")
    before = np.asarray(f(tf.constant(points)))
    for source in range(T):
        moved = points.copy()
        moved[:, source] += random.normal(size=(128, d))
        depends[:, source] = np.abs(np.asarray(f(tf.constant(moved))) - before).max(axis=(0, 2))
    return depends
