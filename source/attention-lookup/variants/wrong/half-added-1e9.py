# mistake: adds -1e9 times 1 - mask: 0 times infinity in float16
# fails: q1_example q1_half
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + (1 - tf.cast(mask, scores.dtype)) * -1e9
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights
