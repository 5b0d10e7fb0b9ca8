# mistake: exponential without subtracting the maximum: large scores give NaN
# fails: q1_large_scores
# %% q1
def soft_lookup(Q, K, V, mask=None):
    weights = tf.exp(tf.matmul(Q, K, transpose_b=True))
    if mask is not None:
        weights = weights * tf.cast(mask, tf.float32)
    alpha = tf.math.divide_no_nan(weights, tf.reduce_sum(weights, axis=-1, keepdims=True))
    return tf.matmul(alpha, V), alpha
