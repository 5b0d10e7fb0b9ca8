# mistake: concatenates full-length results: n d_v features
# fails: q5_example q5_values q5_sum q5_error
# %% q5
def pooled_values(Q, K, V, n):
    d = Q.shape[-1]
    if d % n:
        raise ValueError("n has to divide d")
    size = d // n
    total = []
    for j in range(n):
        part = slice(j * size, (j + 1) * size)
        weights = tf.nn.softmax(tf.matmul(Q[..., part], K[..., part], transpose_b=True) / np.sqrt(size))
        total.append(tf.matmul(weights, V))
    return tf.concat(total, axis=-1)
