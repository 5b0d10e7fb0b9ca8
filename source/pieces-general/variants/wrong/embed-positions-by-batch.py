# mistake: positions go on from one example to the next
# fails: q3_sinusoidal q3_learned q3_gradient
# %% q3
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocab_size, max_len, d_model, kind, **kwargs):
        super().__init__(**kwargs)
        self.max_len, self.d_model, self.kind = max_len, d_model, kind
        self.embedding = keras.layers.Embedding(vocab_size, d_model)
        self.embedding.build(None)
        if kind == "learned":
            self.position = keras.layers.Embedding(max_len, d_model)
            self.position.build(None)

    def encode(self, T):
        angles = np.arange(T)[:, None] / 10000 ** (np.arange(0, self.d_model, 2) / self.d_model)
        return np.dstack([np.sin(angles), np.cos(angles)]).reshape(T, self.d_model).astype("float32")

    def call(self, tokens):
        T = tokens.shape[1]
        if self.kind == "learned":
            if T > self.max_len:
                raise ValueError("too many tokens")
            n = tokens.shape[0] * T
            return self.embedding(tokens) + tf.reshape(self.position(tf.range(n) % self.max_len), (tokens.shape[0], T, -1))
        return self.embedding(tokens) + self.encode(tokens.shape[0] * T).reshape(tokens.shape[0], T, -1)
