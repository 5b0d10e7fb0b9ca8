# mistake: drops the last features instead of raising ValueError
# fails: q4_error
# %% q4
def multi_head_lookup(Q, K, V, n):
    size = Q.shape[-1] // n
    heads = []
    for j in range(n):
        part = slice(j * size, (j + 1) * size)
        alpha = tf.nn.softmax(tf.matmul(Q[..., part], K[..., part], transpose_b=True), axis=-1)
        heads.append(tf.matmul(alpha, V[..., part]))
    return tf.concat(heads, axis=-1)
