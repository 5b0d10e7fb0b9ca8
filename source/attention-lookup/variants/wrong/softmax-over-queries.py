# mistake: softmax over the query axis
# fails: q1_example q1_values q1_scale q1_mask q1_large q1_empty q1_half
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = tf.where(mask, scores, scores.dtype.min)
    weights = tf.nn.softmax(scores, axis=-2)
    return tf.matmul(weights, V), weights
