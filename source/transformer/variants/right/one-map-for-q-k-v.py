# route: queries, keys and values from one dense map of 3 d units
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads:
            raise ValueError(f"cannot cut {d_model} features into {num_heads} heads")
        self.heads, self.causal = num_heads, causal
        self.qkv, self.out = keras.layers.Dense(3 * d_model), keras.layers.Dense(d_model)
        self.inner = keras.layers.Dense(dff, activation="relu")
        self.outer = keras.layers.Dense(d_model)
        self.norms = [keras.layers.LayerNormalization(epsilon=1e-6) for _ in range(2)]

    def self_attention(self, x):
        T, d = x.shape[1], x.shape[2]
        q, k, v = (keras.ops.reshape(part, (-1, T, self.heads, d // self.heads)) for part in keras.ops.split(self.qkv(x), 3, axis=-1))
        scores = keras.ops.einsum("bthd,bshd->bhts", q, k) / (d // self.heads) ** 0.5
        if self.causal:
            scores = scores - 1e9 * np.triu(np.ones((T, T), dtype="float32"), 1)
        mixed = keras.ops.einsum("bhts,bshd->bthd", keras.ops.softmax(scores), v)
        return self.out(keras.ops.reshape(mixed, (-1, T, d)))

    def call(self, x):
        h = self.norms[0](x + self.self_attention(x))
        return self.norms[1](h + self.outer(self.inner(h)))
