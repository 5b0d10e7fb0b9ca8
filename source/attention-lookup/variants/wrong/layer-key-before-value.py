# mistake: positional arguments are query, key, value, as in the formula
# fails: q3_arguments
# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.d_model, self.num_heads, self.use_bias = d_model, num_heads, use_bias
        self.W_Q = self.add_weight(shape=(d_model, d_model), initializer="glorot_uniform", name="W_Q")
        self.W_K = self.add_weight(shape=(d_model, d_model), initializer="glorot_uniform", name="W_K")
        self.W_V = self.add_weight(shape=(d_model, d_model), initializer="glorot_uniform", name="W_V")
        self.W_O = self.add_weight(shape=(d_model, d_model), initializer="glorot_uniform", name="W_O")
        if use_bias:
            self.b_Q = self.add_weight(shape=(d_model,), initializer="zeros", name="b_Q")
            self.b_K = self.add_weight(shape=(d_model,), initializer="zeros", name="b_K")
            self.b_V = self.add_weight(shape=(d_model,), initializer="zeros", name="b_V")
            self.b_O = self.add_weight(shape=(d_model,), initializer="zeros", name="b_O")

    def split(self, x):
        batch, length, d = x.shape
        return tf.transpose(tf.reshape(x, (batch, length, self.num_heads, d // self.num_heads)), (0, 2, 1, 3))

    def call(self, query, key=None, value=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        if key is None:
            key = query
        if value is None:
            value = key
        q, k, v = query @ self.W_Q, key @ self.W_K, value @ self.W_V
        if self.use_bias:
            q, k, v = q + self.b_Q, k + self.b_K, v + self.b_V
        q, k, v = self.split(q), self.split(k), self.split(v)
        scores = tf.matmul(q, k, transpose_b=True) / np.sqrt(self.d_model // self.num_heads)
        if mask is not None:
            if len(mask.shape) == 3:
                mask = mask[:, None, :, :]
            scores = tf.where(mask, scores, -1e9)
        if use_causal_mask:
            causal = np.tril(np.ones(scores.shape[-2:], dtype=bool))
            scores = tf.where(causal, scores, -1e9)
        weights = tf.nn.softmax(scores, axis=-1)
        heads = tf.transpose(tf.matmul(weights, v), (0, 2, 1, 3))
        output = tf.reshape(heads, query.shape) @ self.W_O
        if self.use_bias:
            output = output + self.b_O
        if return_attention_scores:
            return output, weights
        return output
