# mistake: multiplies the weights by the mask: rows sum to less than 1
# fails: q1_example q1_mask q1_large
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5
    weights = tf.nn.softmax(scores, axis=-1)
    if mask is not None:
        weights = weights * tf.cast(mask, weights.dtype)
    return tf.matmul(weights, V), weights
