# mistake: True is taken for forbidden
# fails: q1_example q1_mask q1_large q1_empty q1_gradient
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = tf.where(mask, scores.dtype.min, scores)
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights
