# student: Yusuf, NumPy in the first question, gave up in the layer; did the count in between
# score: 8
# %% q1
def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, np.swapaxes(K, -1, -2)) / np.sqrt(K.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    scores = scores - scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return np.matmul(weights, V), weights

# %% q2a
def split_heads(x, n):
    B, T, d = x.shape
    assert d % n == 0
    return np.transpose(np.reshape(x, (B, T, n, d // n)), (0, 2, 1, 3))

# %% q2b
def merge_heads(x):
    B, n, T, d_attn = x.shape
    return np.reshape(np.transpose(x, (0, 2, 1, 3)), (B, T, n * d_attn))

# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.W_Q = self.add_weight(shape=(d_model, d_model))
        self.W_K = self.add_weight(shape=(d_model, d_model))
        self.W_V = self.add_weight(shape=(d_model, d_model))
        self.W_O = self.add_weight(shape=(d_model, d_model))

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        # TODO where do value and key come from in self attention?
        q = split_heads(query @ self.W_Q, self.num_heads)
        raise NotImplementedError()

# %% q4
def attention_weights_count(n_layer, d_model):
    return 4 * n_layer * d_model**2
