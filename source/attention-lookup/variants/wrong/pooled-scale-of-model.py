# mistake: divides by the square root of d in every head
# fails: q5_example q5_values
# %% q5
def pooled_values(Q, K, V, n):
    d = Q.shape[-1]
    if d % n:
        raise ValueError("n has to divide d")
    size = d // n
    total = 0.0
    for j in range(n):
        part = slice(j * size, (j + 1) * size)
        weights = tf.nn.softmax(tf.matmul(Q[..., part], K[..., part], transpose_b=True) / np.sqrt(d))
        total = total + tf.matmul(weights, V)
    return total
