# route: one experiment at a time for each position, several sizes; tensors as results; a rotated factorisation
# %% q1
def dependency_matrix(f, T, d, seed=0):
    rng = np.random.RandomState(seed)
    result = np.full((T, T), False)
    for size in (0.5, 1.0, 2.0):
        for _ in range(20):
            base = rng.randn(1, T, d) * size
            batch = np.repeat(base, T + 1, axis=0)
            for s in range(T):
                batch[s + 1, s, :] += rng.randn(d) * size
            y = np.asarray(f(tf.convert_to_tensor(batch, tf.float32)))
            for s in range(T):
                result[:, s] |= np.abs(y[s + 1] - y[0]).max(axis=-1) > 3e-6
    return result

# %% q2
def attention_maps(mha, x, causal=False):
    x = tf.convert_to_tensor(x)
    mask = tf.linalg.band_part(tf.ones((1, x.shape[1], x.shape[1]), tf.bool), -1, 0) if causal else None
    return mha(x, x, attention_mask=mask, return_attention_scores=True)[1]

# %% q5
def previous_token_head(T, sharpness=20.0):
    M = np.eye(T)[[max(t - 1, 0) for t in range(T)]] * sharpness * T**0.5
    R, _ = np.linalg.qr(np.random.default_rng(T).normal(size=(T, T)))
    return M @ R, R
