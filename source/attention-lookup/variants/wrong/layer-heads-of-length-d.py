# mistake: every head has length d: n times as many weights
# fails: q3_weights q3_values q3_scores q3_bias
# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.n, self.d = num_heads, d_model
        sizes = {"Q": (d_model, num_heads * d_model), "K": (d_model, num_heads * d_model), "V": (d_model, num_heads * d_model), "O": (num_heads * d_model, d_model)}
        for name, shape in sizes.items():
            setattr(self, "W_" + name, self.add_weight(shape=shape, initializer="glorot_uniform"))
        self.use_bias = use_bias
        if use_bias:
            for name, shape in sizes.items():
                setattr(self, "b_" + name, self.add_weight(shape=shape[1:], initializer="zeros"))

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        value = query if value is None else value
        key = value if key is None else key
        q, k, v = query @ self.W_Q, key @ self.W_K, value @ self.W_V
        if self.use_bias:
            q, k, v = q + self.b_Q, k + self.b_K, v + self.b_V
        q, k, v = (tf.stack(tf.split(x, self.n, axis=-1), axis=1) for x in (q, k, v))
        scores = tf.matmul(q, k, transpose_b=True) / np.sqrt(self.d)
        if mask is not None:
            scores = tf.where(mask[:, None] if len(mask.shape) == 3 else mask, scores, -1e9)
        if use_causal_mask:
            scores = tf.where(np.tril(np.ones(scores.shape[-2:], dtype=bool)), scores, -1e9)
        weights = tf.nn.softmax(scores)
        output = tf.concat(tf.unstack(tf.matmul(weights, v), axis=1), axis=-1) @ self.W_O
        if self.use_bias:
            output += self.b_O
        return (output, weights) if return_attention_scores else output
