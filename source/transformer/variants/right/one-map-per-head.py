# route: queries, keys and values of each head from dense maps of its own
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads:
            raise ValueError(f"cannot cut {d_model} features into {num_heads} heads")
        self.length, self.causal = d_model // num_heads, causal
        self.queries, self.keys, self.values = ([keras.layers.Dense(self.length) for _ in range(num_heads)] for _ in range(3))
        self.out = keras.layers.Dense(d_model)
        self.inner = keras.layers.Dense(dff, activation="relu")
        self.outer = keras.layers.Dense(d_model)
        self.norms = [keras.layers.LayerNormalization() for _ in range(2)]

    def self_attention(self, x):
        T = x.shape[1]
        found = []
        for query, key, value in zip(self.queries, self.keys, self.values):
            scores = keras.ops.matmul(query(x), keras.ops.transpose(key(x), (0, 2, 1))) / self.length**0.5
            if self.causal:
                scores = keras.ops.where(np.tril(np.ones((T, T), dtype=bool)), scores, -1e9)
            found.append(keras.ops.matmul(keras.ops.softmax(scores), value(x)))
        return self.out(keras.ops.concatenate(found, axis=-1))

    def call(self, x):
        h = self.norms[0](x + self.self_attention(x))
        return self.norms[1](h + self.outer(self.inner(h)))
