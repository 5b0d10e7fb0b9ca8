# mistake: uses BatchNormalization instead of LayerNormalization
# fails: q1_weights q1_norm
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads != 0:
            raise ValueError("num_heads does not divide d_model")
        self.causal = causal
        self.attention = keras.layers.MultiHeadAttention(num_heads, d_model // num_heads)
        self.feed_forward = keras.Sequential([keras.layers.Dense(dff, activation="relu"), keras.layers.Dense(d_model)])
        self.norm_1 = keras.layers.BatchNormalization()
        self.norm_2 = keras.layers.BatchNormalization()

    def call(self, x):
        h = self.norm_1(x + self.attention(x, x, use_causal_mask=self.causal))
        return self.norm_2(h + self.feed_forward(h))
