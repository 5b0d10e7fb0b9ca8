# route: weights of 0 for a query without keys; four Dense layers; the student's own functions for heads and lookup
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, tf.linalg.matrix_transpose(K))
    scores = scores / np.sqrt(K.shape[-1])
    if mask is not None:
        mask = tf.broadcast_to(mask, tf.shape(scores))
        scores = tf.where(mask, scores, tf.constant(-30000.0, scores.dtype))
        powers = tf.where(mask, tf.exp(scores - tf.reduce_max(scores, axis=-1, keepdims=True)), tf.zeros_like(scores))
        weights = tf.math.divide_no_nan(powers, tf.reduce_sum(powers, axis=-1, keepdims=True))
    else:
        weights = tf.nn.softmax(scores)
    return tf.matmul(weights, V), weights

# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.maps = {name: keras.layers.Dense(d_model, use_bias=use_bias) for name in "QKVO"}
        for name, layer in self.maps.items():
            setattr(self, "dense_" + name, layer)

    def __getattr__(self, name):
        if name[:2] in ("W_", "b_") and name[2:] in self.maps:
            layer = self.maps[name[2:]]
            return layer.kernel if name[0] == "W" else layer.bias
        raise AttributeError(name)

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        value = query if value is None else value
        key = value if key is None else key
        if use_causal_mask:
            T, T_bar = query.shape[1], key.shape[1]
            causal = tf.constant([[[source <= t for source in range(T_bar)] for t in range(T)]])
            mask = causal if mask is None else tf.logical_and(causal, mask)
        if mask is not None:
            mask = tf.expand_dims(mask, -3)
        q, k, v = (split_heads(self.maps[name](x), self.num_heads) for name, x in zip("QKV", (query, key, value)))
        output, weights = attention(q, k, v, mask)
        output = self.maps["O"](merge_heads(output))
        return (output, weights) if return_attention_scores else output

# %% q4
def attention_weights_count(n_layer, d_model):
    head = 2 * d_model**2 + 2 * d_model**2
    return n_layer * head
