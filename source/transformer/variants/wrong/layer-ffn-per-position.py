# mistake: makes an FFN for each position, so that the number of weights depends on T
# fails: q1_shapes q1_weights q1_mixing
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads != 0:
            raise ValueError("num_heads does not divide d_model")
        self.d_model, self.dff, self.causal = d_model, dff, causal
        self.attention = keras.layers.MultiHeadAttention(num_heads, d_model // num_heads)
        self.norm_1 = keras.layers.LayerNormalization()
        self.norm_2 = keras.layers.LayerNormalization()

    def build(self, input_shape):
        self.feed_forwards = [
            keras.Sequential([keras.layers.Dense(self.dff, activation="relu"), keras.layers.Dense(self.d_model)]) for _ in range(input_shape[1])
        ]

    def call(self, x):
        h = self.norm_1(x + self.attention(x, x, use_causal_mask=self.causal))
        changed = keras.ops.stack([self.feed_forwards[t](h[:, t]) for t in range(x.shape[1])], axis=1)
        return self.norm_2(h + changed)
