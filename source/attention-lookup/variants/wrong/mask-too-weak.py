# mistake: masked scores are lowered by 100, which is not enough for large ones
# fails: q1_large
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = scores - 100 * (1 - tf.cast(mask, scores.dtype))
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights
