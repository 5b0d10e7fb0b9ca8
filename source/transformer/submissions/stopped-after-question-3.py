# student: did Questions 1 to 3, ran out of time
# score: 14
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads != 0:
            raise ValueError("num_heads does not divide d_model")
        self.causal = causal
        self.attention = keras.layers.MultiHeadAttention(num_heads, d_model // num_heads)
        self.feed_forward = keras.Sequential([keras.layers.Dense(dff, activation="relu"), keras.layers.Dense(d_model)])
        self.norm_1 = keras.layers.LayerNormalization()
        self.norm_2 = keras.layers.LayerNormalization()

    def call(self, x):
        h = self.norm_1(x + self.attention(x, x, use_causal_mask=self.causal))
        return self.norm_2(h + self.feed_forward(h))

# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    tokens = keras.Input((T,), dtype="int32")
    positions = keras.ops.zeros_like(tokens) + keras.ops.arange(T, dtype="int32")
    h = keras.layers.Embedding(vocab_size, d_model)(tokens) + keras.layers.Embedding(T, d_model)(positions)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff, causal=causal)(h)
    return keras.Model(tokens, keras.layers.Dense(n_classes)(h))

# %% q3
def complexity(kind, T, d, k=3):
    if kind == "cnn":
        return {"params": k * d**2, "ops": T * k * d**2, "sequential": T, "path": T}
    if kind == "rnn":
        return {"params": d**2, "ops": T * d**2, "sequential": T, "path": T}
    if kind == "attention":
        return {"params": d**2, "ops": T**2 * d, "sequential": 1, "path": 1}
    raise ValueError(f"unknown kind {kind!r}")


def cheaper_than_rnn(T, d):
    return complexity("attention", T, d)["ops"] < complexity("rnn", T, d)["ops"]


def block_params(d):
    return 4 * d**2 + 2 * d * (4 * d)
