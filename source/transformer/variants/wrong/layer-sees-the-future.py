# mistake: transposes the causal mask, so that a position sees itself and what comes later
# fails: q1_causal q1_attention
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
        T = x.shape[1]
        mask = np.triu(np.ones((1, T, T), dtype=bool)) if self.causal else None
        h = self.norm_1(x + self.attention(x, x, attention_mask=mask))
        return self.norm_2(h + self.feed_forward(h))
