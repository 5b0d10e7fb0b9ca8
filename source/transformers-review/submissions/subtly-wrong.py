# student: Adil, one gradient at one point, softmax without the scale, scores over T, the first row of his head is empty
# score: 9.5
# %% q1
def dependency_matrix(f, T, d, seed=0):
    x = tf.constant(np.random.default_rng(seed).normal(size=(1, T, d)), tf.float32)
    D = np.zeros((T, T), dtype=bool)
    for t in range(T):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(f(x)[:, t])
        g = tape.gradient(y, x)
        if g is not None:
            D[t] = np.abs(g[0]).sum(axis=1) > 0
    return D

# %% q2
def attention_maps(mha, x, causal=False):
    W_q, b_q, W_k, b_k = mha.get_weights()[:4]
    q = np.einsum("btd,dna->bnta", x, W_q) + b_q[:, None]
    k = np.einsum("btd,dna->bnta", x, W_k) + b_k[:, None]
    s = q @ np.swapaxes(k, -1, -2)
    if causal:
        s = s + np.triu(np.full(s.shape[-2:], -1e9), 1)
    return softmax(s)

# %% q3a
def offset_score(A, offset):
    T = A.shape[-1]
    if abs(offset) >= T:
        raise ValueError
    return np.trace(A, offset, 2, 3).mean(0) / T

# %% q3b
def special_token_score(A, tokens, token_id):
    return (A * (tokens == token_id)[:, None, None]).sum(-1).mean((0, 2))

# %% q4
def describe_heads(A, tokens, sep_id):
    s = np.array([np.diagonal(A, -1, 2, 3).mean((0, 2)), np.diagonal(A, 1, 2, 3).mean((0, 2)), special_token_score(A, tokens, sep_id)])
    return ["broad" if c.max() < 0.5 else ["previous", "next", "sep"][c.argmax()] for c in s.T]

# %% q5
def previous_token_head(T, sharpness=20.0):
    return sharpness * T ** 0.5 * np.eye(T, k=-1), np.eye(T)
