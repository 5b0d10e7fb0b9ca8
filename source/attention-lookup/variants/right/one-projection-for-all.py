# route: one kernel of shape (d, 3d) and one product where query, key and value are the same; attributes are slices; Dense for the output
# %% q1
def attention(Q, K, V, mask=None):
    dtype = Q.dtype
    Q, K, V = (tf.cast(x, tf.float32) for x in (Q, K, V))
    scores = tf.linalg.matmul(Q / tf.sqrt(float(K.shape[-1])), K, transpose_b=True)
    if mask is None:
        weights = keras.layers.Softmax()(scores)
    else:
        scores = tf.where(tf.broadcast_to(mask, tf.shape(scores)), scores, tf.float32.min / 2)
        weights = keras.layers.Softmax()(scores)
    return tf.cast(weights @ V, dtype), tf.cast(weights, dtype)

# %% q2a
def split_heads(x, n):
    d = x.shape[-1]
    if d / n != d // n:
        raise ValueError("not divisible")
    return keras.ops.swapaxes(keras.ops.reshape(x, (-1, keras.ops.shape(x)[1], n, d // n)), 1, 2)

# %% q2b
def merge_heads(x):
    x = tf.einsum("bnth->btnh", x)
    shape = tf.shape(x)
    return tf.reshape(x, (shape[0], shape[1], x.shape[2] * x.shape[3]))

# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.d, self.n, self.bias = d_model, num_heads, use_bias
        self.into = self.add_weight(shape=(d_model, 3 * d_model), initializer="he_normal", name="into")
        self.out = keras.layers.Dense(d_model, use_bias=use_bias)
        self.into_bias = self.add_weight(shape=(3 * d_model,), initializer="zeros", name="into_bias") if use_bias else None

    def part(self, i):
        return self.into[:, i * self.d : (i + 1) * self.d]

    def part_bias(self, i):
        return self.into_bias[i * self.d : (i + 1) * self.d]

    W_Q = property(lambda self: self.part(0))
    W_K = property(lambda self: self.part(1))
    W_V = property(lambda self: self.part(2))
    W_O = property(lambda self: self.out.kernel)
    b_Q = property(lambda self: self.part_bias(0))
    b_K = property(lambda self: self.part_bias(1))
    b_V = property(lambda self: self.part_bias(2))
    b_O = property(lambda self: self.out.bias)

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        value = query if value is None else value
        key = value if key is None else key
        if key is value and value is query:
            everything = query @ self.into
            if self.bias:
                everything = everything + self.into_bias
            q, k, v = tf.split(everything, 3, axis=-1)
        else:
            q, k, v = query @ self.W_Q, key @ self.W_K, value @ self.W_V
            if self.bias:
                q, k, v = q + self.b_Q, k + self.b_K, v + self.b_V
        results, all_weights = [], []
        seen = None
        if use_causal_mask:
            seen = tf.linalg.band_part(tf.ones((query.shape[1], key.shape[1])), -1, 0) > 0
        if mask is not None:
            seen = mask if seen is None else mask & seen
        for qj, kj, vj in zip(*(tf.split(x, self.n, axis=-1) for x in (q, k, v))):
            scores = tf.matmul(qj, kj, transpose_b=True) / (self.d / self.n) ** 0.5
            if seen is not None:
                scores = tf.where(seen, scores, -1e9)
            weights = tf.nn.softmax(scores)
            results.append(weights @ vj)
            all_weights.append(weights)
        output = self.out(tf.concat(results, axis=-1))
        if return_attention_scores:
            return output, tf.stack(all_weights, axis=1)
        return output

# %% q5
def pooled_values(Q, K, V, n):
    d = Q.shape[-1]
    if d % n:
        raise ValueError("n does not divide d")
    q, k = (keras.ops.reshape(x, (*x.shape[:-1], n, d // n)) for x in (Q, K))
    scores = keras.ops.einsum("...tnh,...snh->...nts", q, k) / (d / n) ** 0.5
    return keras.ops.einsum("...nts,...sv->...tv", keras.ops.softmax(scores), V)
