# mistake: expects a mask of the full shape; a (T, T) mask for a batch fails
# fails: q1_mask q1_empty_row
# %% q1
def soft_lookup(Q, K, V, mask=None):
    scores = np.asarray(tf.matmul(Q, K, transpose_b=True))
    allowed = np.ones(scores.shape, dtype=bool)
    if mask is not None:
        allowed[np.nonzero(~np.asarray(mask))] = False
    alpha = np.asarray(tf.nn.softmax(np.where(allowed, scores, -1e9))) * allowed
    return np.matmul(alpha, V), alpha
