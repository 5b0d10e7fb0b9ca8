# mistake: divides the scores by the square root of d, as a Transformer does
# fails: q1_example q1_values q1_mask
# %% q1
def soft_lookup(Q, K, V, mask=None):
    d = np.shape(Q)[-1]
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / np.sqrt(d)
    allowed = np.ones(scores.shape, dtype=bool) if mask is None else np.broadcast_to(mask, scores.shape)
    scores = scores - np.where(allowed, scores, -np.inf).max(axis=-1, keepdims=True, initial=-1e9)
    weights = np.exp(np.where(allowed, scores, 0)) * allowed
    total = weights.sum(axis=-1, keepdims=True)
    alpha = weights / np.where(total == 0, 1, total)
    return np.matmul(alpha, V), alpha
