# mistake: the scores are not divided
# fails: q1_example q1_values q1_scale
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True)
    if mask is not None:
        scores = tf.where(mask, scores, scores.dtype.min)
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights
