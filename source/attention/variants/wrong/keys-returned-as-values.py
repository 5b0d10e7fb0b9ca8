# mistake: returns the weighted mean of the keys
# fails: q1_example q1_values q1_mask q1_large_scores q1_dictionary
# %% q1
def soft_lookup(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True)
    if mask is None:
        mask = tf.ones_like(scores, dtype=tf.bool)
    alpha = tf.nn.softmax(tf.where(mask, scores, -1e9)) * tf.cast(mask, tf.float32)
    return tf.matmul(alpha, K), alpha
