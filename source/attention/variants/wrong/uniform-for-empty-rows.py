# mistake: masks with -1e9: a query that may attend to nothing gets the mean of all values
# fails: q1_empty_row
# %% q1
def soft_lookup(Q, K, V, mask=None):
    scores = tf.matmul(Q, K, transpose_b=True)
    if mask is not None:
        scores = tf.where(mask, scores, -1e9)
    alpha = tf.nn.softmax(scores)
    return tf.matmul(alpha, V), alpha
