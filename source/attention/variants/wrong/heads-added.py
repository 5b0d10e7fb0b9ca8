# mistake: adds full-length results of the heads instead of concatenating slices
# fails: q4_example q4_values q4_extremes q4_slices
# %% q4
def multi_head_lookup(Q, K, V, n):
    if Q.shape[-1] % n != 0:
        raise ValueError("n must divide d")
    size = Q.shape[-1] // n
    heads = []
    for j in range(n):
        part = slice(j * size, (j + 1) * size)
        alpha = tf.nn.softmax(tf.matmul(Q[..., part], K[..., part], transpose_b=True), axis=-1)
        heads.append(tf.matmul(alpha, V))
    return tf.add_n(heads)
