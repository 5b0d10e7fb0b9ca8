# mistake: masks with minus infinity: a query that may attend to nothing gets NaN
# fails: q1_empty_row
# %% q1
def soft_lookup(Q, K, V, mask=None):
    scores = tf.einsum("...td,...sd->...ts", Q, K)
    if mask is not None:
        scores = tf.where(mask, scores, -np.inf)
    alpha = tf.nn.softmax(scores, axis=-1)
    return tf.einsum("...ts,...sv->...tv", alpha, V), alpha
