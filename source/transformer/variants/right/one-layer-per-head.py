# route: each head is a layer with three maps
# %% q1
class Head(keras.layers.Layer):
    def __init__(self, length, causal):
        super().__init__()
        self.length, self.causal = length, causal
        self.query, self.key, self.value = (keras.layers.Dense(length) for _ in range(3))

    def call(self, x):
        T = x.shape[1]
        scores = keras.ops.einsum("btd,bsd->bts", self.query(x), self.key(x)) / self.length**0.5
        if self.causal:
            scores = scores - 1e9 * np.triu(np.ones((T, T), dtype="float32"), 1)
        return keras.ops.einsum("bts,bsd->btd", keras.ops.softmax(scores), self.value(x))


class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads:
            raise ValueError(f"cannot cut {d_model} features into {num_heads} heads")
        self.heads = [Head(d_model // num_heads, causal) for _ in range(num_heads)]
        self.out = keras.layers.Dense(d_model)
        self.inner = keras.layers.Dense(dff, activation="relu")
        self.outer = keras.layers.Dense(d_model)
        self.norms = [keras.layers.LayerNormalization() for _ in range(2)]

    def call(self, x):
        h = self.norms[0](x + self.out(keras.ops.concatenate([head(x) for head in self.heads], axis=-1)))
        return self.norms[1](h + self.outer(self.inner(h)))
