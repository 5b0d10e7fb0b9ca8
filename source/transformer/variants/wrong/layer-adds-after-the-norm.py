# mistake: normalises the result of each sub-layer and adds the residual afterwards
# fails: q1_attention q1_norm q1_ffn
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
        h = x + self.norm_1(self.attention(x, x, use_causal_mask=self.causal))
        return h + self.norm_2(self.feed_forward(h))
