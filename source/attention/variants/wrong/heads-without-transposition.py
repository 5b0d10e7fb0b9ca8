# mistake: reshapes to (n, T, d/n) without transposition: heads mix positions
# fails: q4_example q4_values q4_extremes q4_slices
# %% q4
def multi_head_lookup(Q, K, V, n):
    d = Q.shape[-1]
    if d % n:
        raise ValueError("n must divide d")
    lead = Q.shape[:-2]
    q, k, v = (tf.reshape(x, (*lead, n, x.shape[-2], d // n)) for x in (Q, K, V))
    heads = tf.matmul(tf.nn.softmax(tf.matmul(q, k, transpose_b=True)), v)
    return tf.reshape(heads, Q.shape)
