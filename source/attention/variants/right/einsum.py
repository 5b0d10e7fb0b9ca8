# route: einsum and tf.where with an additive mask; heads by einsum over (..., T, n, d/n)
# %% q1
def soft_lookup(Q, K, V, mask=None):
    s = tf.einsum("...td,...sd->...ts", Q, K)
    if mask is None:
        a = tf.nn.softmax(s)
    else:
        m = tf.cast(tf.broadcast_to(mask, tf.shape(s)), tf.float32)
        a = tf.nn.softmax(s + (1.0 - m) * -1e9) * m
    return tf.einsum("...ts,...sv->...tv", a, V), a

# %% q2
def causal_mask(T, include_self=True):
    ones = tf.linalg.band_part(tf.ones((T, T)), -1, 0)
    return tf.cast(ones if include_self else ones - tf.eye(T), tf.bool)

# %% q4
def multi_head_lookup(Q, K, V, n):
    d = Q.shape[-1]
    if d % n != 0:
        raise ValueError(f"d = {d} is not a multiple of {n}")
    q, k, v = (tf.reshape(x, tf.concat([tf.shape(x)[:-1], [n, d // n]], 0)) for x in (Q, K, V))
    a = tf.nn.softmax(tf.einsum("...tna,...sna->...nts", q, k))
    return tf.reshape(tf.einsum("...nts,...sna->...tna", a, v), tf.shape(Q))
