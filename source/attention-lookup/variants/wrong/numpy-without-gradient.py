# mistake: computes with NumPy: no gradient flows
# fails: q1_gradient
# %% q1
def attention(Q, K, V, mask=None):
    Q, K, V = (np.asarray(x, dtype="float32") for x in (Q, K, V))
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(K.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return (weights @ V).astype("float32"), weights.astype("float32")
