# mistake: drops the last features instead of raising ValueError
# fails: q5_error
# %% q5
def pooled_values(Q, K, V, n):
    d = Q.shape[-1]
    size = max(1, d // n)
    total = 0.0
    for j in range(n):
        part = slice(j * size, (j + 1) * size)
        weights = tf.nn.softmax(tf.matmul(Q[..., part], K[..., part], transpose_b=True) / np.sqrt(size))
        total = total + tf.matmul(weights, V)
    return total
