# mistake: puts -1e9 on the positions that may be attended to
# fails: q1_example q1_mask q1_empty_row q1_large_scores
# %% q1
def soft_lookup(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True)
    if mask is not None:
        scores += tf.cast(mask, tf.float32) * -1e9
    alpha = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(alpha, V), alpha
