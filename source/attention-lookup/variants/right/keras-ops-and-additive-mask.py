# route: keras.ops with an additive mask made for the type; einsum kernels of shape (d, n, d/n), reshaped where they are read
# %% q1
def attention(Q, K, V, mask=None):
    scores = keras.ops.einsum("...td,...sd->...ts", Q, K) * float(K.shape[-1]) ** -0.5
    if mask is not None:
        off = -6e4 if "float16" in str(scores.dtype) else -1e9
        scores = scores + (1 - keras.ops.cast(mask, scores.dtype)) * off
    weights = keras.ops.softmax(scores)
    return keras.ops.einsum("...ts,...sv->...tv", weights, V), weights

# %% q2a
def split_heads(x, n):
    if x.shape[-1] % n != 0:
        raise ValueError(f"d = {x.shape[-1]} is not divisible by {n}")
    return tf.stack(tf.split(x, n, axis=-1), axis=1)

# %% q2b
def merge_heads(x):
    return tf.concat(tf.unstack(x, axis=1), axis=-1)

# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.d, self.n, self.h = d_model, num_heads, d_model // num_heads
        self.use_bias = use_bias

    def build(self, query_shape, value_shape=None, key_shape=None, **kwargs):
        new = lambda shape, start: self.add_weight(shape=shape, initializer=start)
        self.kernels = [new((self.d, self.n, self.h), "glorot_normal") for _ in range(3)]
        self.out_kernel = new((self.n, self.h, self.d), "glorot_normal")
        if self.use_bias:
            self.biases = [new((self.n, self.h), "zeros") for _ in range(3)]
            self.out_bias = new((self.d,), "zeros")

    W_Q = property(lambda self: keras.ops.reshape(self.kernels[0], (self.d, self.d)))
    W_K = property(lambda self: keras.ops.reshape(self.kernels[1], (self.d, self.d)))
    W_V = property(lambda self: keras.ops.reshape(self.kernels[2], (self.d, self.d)))
    W_O = property(lambda self: keras.ops.reshape(self.out_kernel, (self.d, self.d)))
    b_Q = property(lambda self: keras.ops.reshape(self.biases[0], (-1,)))
    b_K = property(lambda self: keras.ops.reshape(self.biases[1], (-1,)))
    b_V = property(lambda self: keras.ops.reshape(self.biases[2], (-1,)))
    b_O = property(lambda self: self.out_bias)

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        value = value if value is not None else query
        key = key if key is not None else value
        projected = [keras.ops.einsum("btd,dnh->btnh", x, kernel) for x, kernel in zip((query, key, value), self.kernels)]
        if self.use_bias:
            projected = [x + bias for x, bias in zip(projected, self.biases)]
        q, k, v = projected
        scores = keras.ops.einsum("btnh,bsnh->bnts", q, k) / self.h**0.5
        T, S = scores.shape[2:]
        allowed = np.ones((1, 1, T, S), dtype=bool)
        if use_causal_mask:
            allowed = np.arange(S)[None, :] <= np.arange(T)[:, None]
            allowed = allowed[None, None]
        allowed = keras.ops.cast(allowed, "float32")
        if mask is not None:
            mask = keras.ops.cast(mask, "float32")
            mask = keras.ops.expand_dims(mask, 1) if len(mask.shape) == 3 else mask
            allowed = keras.ops.minimum(allowed, mask)
        weights = keras.ops.softmax(scores + (1 - allowed) * -1e9)
        output = keras.ops.einsum("bnts,bsnh,nhd->btd", weights, v, self.out_kernel)
        if self.use_bias:
            output = output + self.out_bias
        return (output, weights) if return_attention_scores else output

# %% q4
def attention_weights_count(n_layer, d_model):
    return sum(4 * d_model * d_model for _ in range(n_layer)) if n_layer < 1000 else 2 * d_model * 2 * d_model * n_layer

# %% q5
def pooled_values(Q, K, V, n):
    if Q.shape[-1] % n != 0:
        raise ValueError("n does not divide d")
    Q, K, V = (tf.convert_to_tensor(x) for x in (Q, K, V))
    total = tf.zeros((*Q.shape[:-1], V.shape[-1]))
    for q, k in zip(tf.split(Q, n, axis=-1), tf.split(K, n, axis=-1)):
        total += attention(q, k, V)[0]
    return total
