# student: Meret, careful: everything by hand in TensorFlow, one loop over the heads; all right
# score: 20
# %% q1
def attention(Q, K, V, mask=None):
    """softmax(Q K^T / sqrt(d_k)) V"""
    Q = tf.convert_to_tensor(Q)
    K = tf.convert_to_tensor(K)
    V = tf.convert_to_tensor(V)
    d_k = K.shape[-1]
    scores = tf.matmul(Q, K, transpose_b=True) / np.sqrt(d_k)
    if mask is not None:
        # not -1e9: that is -inf in float16, and -inf - -inf is NaN
        scores = tf.where(mask, scores, scores.dtype.min)
    # subtract the max by hand, softmax does not change
    scores = scores - tf.reduce_max(scores, axis=-1, keepdims=True)
    e = tf.exp(scores)
    weights = e / tf.reduce_sum(e, axis=-1, keepdims=True)
    return tf.matmul(weights, V), weights

# %% q2a
def split_heads(x, n):
    d = x.shape[-1]
    if d % n != 0:
        raise ValueError(f"{n} does not divide {d}")
    s = keras.ops.shape(x)
    x = tf.reshape(x, [s[0], s[1], n, d // n])
    return tf.transpose(x, perm=[0, 2, 1, 3])

# %% q2b
def merge_heads(x):
    n, d_attn = x.shape[1], x.shape[3]
    s = keras.ops.shape(x)
    x = tf.transpose(x, perm=[0, 2, 1, 3])
    return tf.reshape(x, [s[0], s[2], n * d_attn])

# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.d_model = d_model
        self.num_heads = num_heads
        self.use_bias = use_bias

    def build(self, query_shape, *others):
        for name in "QKVO":
            W = self.add_weight(shape=(self.d_model, self.d_model), initializer="glorot_uniform", name="W_" + name)
            setattr(self, "W_" + name, W)
            if self.use_bias:
                b = self.add_weight(shape=(self.d_model,), initializer="zeros", name="b_" + name)
                setattr(self, "b_" + name, b)

    def project(self, x, name):
        y = tf.matmul(x, getattr(self, "W_" + name))
        if self.use_bias:
            y = y + getattr(self, "b_" + name)
        return y

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        if value is None:
            value = query
        if key is None:
            key = value
        T, T_bar = query.shape[1], key.shape[1]
        if use_causal_mask:
            causal = tf.range(T)[:, None] >= tf.range(T_bar)[None, :]
            mask = causal if mask is None else tf.logical_and(mask, causal)
        q, k, v = self.project(query, "Q"), self.project(key, "K"), self.project(value, "V")
        size = self.d_model // self.num_heads
        heads, scores = [], []
        for j in range(self.num_heads):
            cut = slice(j * size, (j + 1) * size)
            head, weights = attention(q[..., cut], k[..., cut], v[..., cut], mask)
            heads.append(head)
            scores.append(weights)
        output = self.project(tf.concat(heads, axis=-1), "O")
        if return_attention_scores:
            return output, tf.stack(scores, axis=1)
        return output

# %% q4
def attention_weights_count(n_layer, d_model):
    per_layer = 4 * d_model * d_model  # W_Q, W_K, W_V, W_O
    return n_layer * per_layer

# %% q5
def pooled_values(Q, K, V, n):
    d = Q.shape[-1]
    if d % n != 0:
        raise ValueError(f"{n} does not divide {d}")
    size = d // n
    return sum(attention(Q[..., j * size:(j + 1) * size], K[..., j * size:(j + 1) * size], V)[0] for j in range(n))
