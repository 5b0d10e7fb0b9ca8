# route: dropout in both sub-layers, the FFN as convolutions of one tap, Add as a layer
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False):
        super().__init__()
        if d_model % num_heads != 0:
            raise ValueError("num_heads has to divide d_model")
        self.causal = causal
        self.norm_b = keras.layers.LayerNormalization()
        self.norm_a = keras.layers.LayerNormalization()
        self.mha = keras.layers.MultiHeadAttention(num_heads=num_heads, key_dim=d_model // num_heads, dropout=0.1)
        self.up = keras.layers.Conv1D(dff, 1, activation="relu")
        self.down = keras.layers.Conv1D(d_model, 1)
        self.drop_a, self.drop_b = keras.layers.Dropout(0.1), keras.layers.Dropout(0.1)
        self.add = keras.layers.Add()

    def call(self, x, training=False):
        mixed = self.mha(query=x, value=x, key=x, use_causal_mask=self.causal, training=training)
        h = self.norm_a(self.add([x, self.drop_a(mixed, training=training)]))
        return self.norm_b(self.add([h, self.drop_b(self.down(self.up(h)), training=training)]))
