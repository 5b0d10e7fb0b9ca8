# student: Rafael, wrote the layer after a well-known blog post: divides by the square root of d_model in each head, no axis for the heads in the mask, -1e9 in float16; otherwise neat
# score: 16
# %% q1
def attention(Q, K, V, mask=None):
    matmul_qk = tf.matmul(Q, K, transpose_b=True)
    dk = tf.cast(tf.shape(K)[-1], matmul_qk.dtype)
    logits = matmul_qk / tf.math.sqrt(dk)
    if mask is not None:
        # in the blog post the mask is 1 where it is hidden, so 1 - mask
        logits += (1.0 - tf.cast(mask, logits.dtype)) * -1e9
    weights = tf.nn.softmax(logits, axis=-1)
    return tf.matmul(weights, V), weights

# %% q2a
def split_heads(x, n):
    if x.shape[-1] % n:
        raise ValueError("d must be divisible by n")
    batch = tf.shape(x)[0]
    x = tf.reshape(x, (batch, -1, n, x.shape[-1] // n))
    return tf.transpose(x, perm=[0, 2, 1, 3])

# %% q2b
def merge_heads(x):
    batch = tf.shape(x)[0]
    d = x.shape[1] * x.shape[3]
    x = tf.transpose(x, perm=[0, 2, 1, 3])
    return tf.reshape(x, (batch, -1, d))

# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.d_model = d_model
        self.wq = keras.layers.Dense(d_model, use_bias=use_bias)
        self.wk = keras.layers.Dense(d_model, use_bias=use_bias)
        self.wv = keras.layers.Dense(d_model, use_bias=use_bias)
        self.dense = keras.layers.Dense(d_model, use_bias=use_bias)

    @property
    def W_Q(self):
        return self.wq.kernel

    @property
    def W_K(self):
        return self.wk.kernel

    @property
    def W_V(self):
        return self.wv.kernel

    @property
    def W_O(self):
        return self.dense.kernel

    @property
    def b_Q(self):
        return self.wq.bias

    @property
    def b_K(self):
        return self.wk.bias

    @property
    def b_V(self):
        return self.wv.bias

    @property
    def b_O(self):
        return self.dense.bias

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        value = query if value is None else value
        key = value if key is None else key
        q = split_heads(self.wq(query), self.num_heads)
        k = split_heads(self.wk(key), self.num_heads)
        v = split_heads(self.wv(value), self.num_heads)
        logits = tf.matmul(q, k, transpose_b=True) / tf.sqrt(float(self.d_model))
        if use_causal_mask:
            look = tf.linalg.band_part(tf.ones(tf.shape(logits)[-2:]), -1, 0)
            logits += (1 - look) * -1e9
        if mask is not None:
            logits += (1 - tf.cast(mask, tf.float32)) * -1e9
        weights = tf.nn.softmax(logits, axis=-1)
        output = self.dense(merge_heads(tf.matmul(weights, v)))
        if return_attention_scores:
            return output, weights
        return output

# %% q4
def attention_weights_count(n_layer, d_model):
    return 4 * n_layer * d_model ** 2

# %% q5
def pooled_values(Q, K, V, n):
    if Q.shape[-1] % n:
        raise ValueError("d must be divisible by n")
    out = 0
    for q, k in zip(tf.split(Q, n, axis=-1), tf.split(K, n, axis=-1)):
        out += attention(q, k, V)[0]
    return out
