# mistake: head j takes every n-th feature instead of a consecutive slice
# fails: q4_values q4_slices
# %% q4
def multi_head_lookup(Q, K, V, n):
    if Q.shape[-1] % n != 0:
        raise ValueError("n must divide d")
    size = Q.shape[-1] // n
    heads = []
    for j in range(n):
        part = slice(j, None, n)
        alpha = tf.nn.softmax(tf.matmul(Q[..., part], K[..., part], transpose_b=True), axis=-1)
        heads.append(tf.matmul(alpha, V[..., part]))
    return tf.concat(heads, axis=-1)
