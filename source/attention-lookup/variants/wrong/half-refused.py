# mistake: the scale is a tensor of float32, which does not divide float16
# fails: q1_example q1_half
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / tf.sqrt(tf.cast(tf.shape(K)[-1], tf.float32))
    if mask is not None:
        scores = tf.where(mask, scores, scores.dtype.min)
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights
