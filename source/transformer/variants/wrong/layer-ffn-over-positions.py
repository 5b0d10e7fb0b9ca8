# mistake: flattens the sequence, so that the FFN mixes positions
# fails: q1_weights q1_mixing q1_causal
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads != 0:
            raise ValueError("num_heads does not divide d_model")
        self.causal = causal
        self.attention = keras.layers.MultiHeadAttention(num_heads, d_model // num_heads)
        self.feed_forward = keras.Sequential([keras.layers.Dense(dff, activation="relu"), keras.layers.Dense(d_model)])
        self.dff = dff
        self.norm_1 = keras.layers.LayerNormalization()
        self.norm_2 = keras.layers.LayerNormalization()

    def call(self, x):
        h = self.norm_1(x + self.attention(x, x, use_causal_mask=self.causal))
        if not hasattr(self, "inner"):
            self.inner = keras.layers.Dense(self.dff, activation="relu")
            self.outer = keras.layers.Dense(x.shape[1] * x.shape[2])
        flat = self.outer(self.inner(keras.ops.reshape(h, (-1, x.shape[1] * x.shape[2]))))
        return self.norm_2(h + keras.ops.reshape(flat, (-1, x.shape[1], x.shape[2])))
