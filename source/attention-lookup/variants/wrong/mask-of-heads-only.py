# mistake: gives every mask an axis for the heads, also where it has one or there are none
# fails: q1_mask q1_half
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5
    if mask is not None:
        mask = mask[:, None] if np.ndim(scores) == 4 else mask
        scores = tf.where(mask, scores, scores.dtype.min)
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights
