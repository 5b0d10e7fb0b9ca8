# route: plain NumPy for the lookups, loops over the heads; no tensor before question 3
# %% q1
def soft_lookup(Q, K, V, mask=None):
    Q, K, V = np.asarray(Q), np.asarray(K), np.asarray(V)
    scores = Q @ np.swapaxes(K, -1, -2)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    highest = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    alpha = weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-30)
    return alpha @ V, alpha

# %% q2
def causal_mask(T, include_self=True):
    return np.array([[c <= r if include_self else c < r for c in range(T)] for r in range(T)])

# %% q4
def multi_head_lookup(Q, K, V, n):
    parts = zip(np.split(Q, n, axis=-1), np.split(K, n, axis=-1), np.split(V, n, axis=-1))  # ValueError if it does not divide
    results = []
    for q, k, v in parts:
        s = q @ np.swapaxes(k, -1, -2)
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        results.append(e / e.sum(axis=-1, keepdims=True) @ v)
    return np.concatenate(results, axis=-1)
