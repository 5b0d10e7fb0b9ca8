# route: automatic differentiation at many points, a loop over outputs; einsum for the maps; loops for the scores
# %% q1
def dependency_matrix(f, T, d, seed=0):
    x = tf.constant(np.random.default_rng(seed).normal(size=(100, T, d)), tf.float32)
    rows = []
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
        # Signs drawn for each component, so that none cancel by construction.
        signs = np.random.default_rng(seed + 1).normal(size=y.shape[-1]).astype("float32")
        outputs = [tf.reduce_sum(y[:, t] * signs, axis=-1) for t in range(T)]
    for output in outputs:
        gradient = tape.gradient(output, x)
        rows.append(np.zeros(T, bool) if gradient is None else np.abs(gradient).max(axis=(0, 2)) > 1e-6)
    return np.stack(rows)

# %% q2
def attention_maps(mha, x, causal=False):
    W_q, b_q, W_k, b_k = mha.get_weights()[:4]
    q = np.einsum("btd,dna->bnta", x, W_q) + b_q[None, :, None]
    k = np.einsum("btd,dna->bnta", x, W_k) + b_k[None, :, None]
    s = q @ k.transpose(0, 1, 3, 2) / np.sqrt(W_q.shape[-1])
    if causal:
        s = np.where(np.tri(s.shape[-1], dtype=bool), s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)

# %% q3a
def offset_score(A, offset):
    B, n_head, T, _ = np.shape(A)
    valid = [t for t in range(T) if 0 <= t + offset < T]
    if not valid:
        raise ValueError("offset too large")
    return sum(A[:, :, t, t + offset].mean(axis=0) for t in valid) / len(valid)

# %% q3b
def special_token_score(A, tokens, token_id):
    total = (A * (tokens == token_id)[:, None, None, :]).sum(axis=-1)
    return total.mean(axis=2).mean(axis=0)

# %% q4
def describe_heads(A, tokens, sep_id):
    A = np.array(A)
    words = []
    for j in range(A.shape[1]):
        one = A[:, j : j + 1]
        scores = {
            "previous": np.mean(np.diagonal(one, -1, 2, 3)),
            "next": np.mean(np.diagonal(one, 1, 2, 3)),
            "sep": np.mean(np.sum(one[:, 0] * (tokens == sep_id)[:, None, :], axis=-1)),
        }
        word = max(scores, key=lambda name: scores[name])
        words.append("broad" if scores[word] < 0.5 else word)
    return words

# %% q5
def previous_token_head(T, sharpness=20.0):
    # The shift in W_K, and the scale shared by both matrices.
    W_K = np.zeros((T, T))
    for t in range(T):
        W_K[max(t - 1, 0), t] = T**0.25
    return sharpness * T**0.25 * np.eye(T), W_K
