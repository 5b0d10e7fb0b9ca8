# mistake: masked scores are minus infinity: NaN in a row without any True
# fails: q1_empty q1_half
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = tf.where(mask, scores, -np.inf)
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights
