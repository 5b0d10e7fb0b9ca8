# mistake: softmax by hand, without subtracting the maximum
# fails: q1_empty q1_half q1_large
# %% q1
def attention(Q, K, V, mask=None):
    powers = tf.exp(tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5)
    if mask is not None:
        powers = powers * tf.cast(mask, powers.dtype)
    weights = powers / tf.reduce_sum(powers, axis=-1, keepdims=True)
    return tf.matmul(weights, V), weights
