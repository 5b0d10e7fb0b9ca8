# mistake: adds the scores of all heads, and looks up once
# fails: q5_example q5_values q5_sum
# %% q5
def pooled_values(Q, K, V, n):
    d = Q.shape[-1]
    if d % n:
        raise ValueError("n has to divide d")
    scores = sum(tf.matmul(q, k, transpose_b=True) for q, k in zip(tf.split(Q, n, axis=-1), tf.split(K, n, axis=-1))) / np.sqrt(d // n)
    return tf.matmul(tf.nn.softmax(scores), V)
