# mistake: subtracts what attention finds
# fails: q2_block
# %% q2
class TinyGPT(keras.Model):
    """h_0 = U W_e + W_p, h_i = block(h_(i-1)), Pr(U) = softmax(h_n W_e^T)."""

    def __init__(self, vocab_size, max_len, d_model, n_blocks, num_heads):
        super().__init__()
        layers = keras.layers
        self.W_e = self.add_weight(shape=(vocab_size, d_model), initializer="random_normal", name="W_e")
        self.W_p = self.add_weight(shape=(max_len, d_model), initializer="random_normal", name="W_p")
        self.attention = [layers.MultiHeadAttention(num_heads, d_model // num_heads) for _ in range(n_blocks)]
        self.expand = [layers.Dense(4 * d_model, activation="relu") for _ in range(n_blocks)]
        self.contract = [layers.Dense(d_model) for _ in range(n_blocks)]
        self.norm_1 = [layers.LayerNormalization() for _ in range(n_blocks)]
        self.norm_2 = [layers.LayerNormalization() for _ in range(n_blocks)]

    def hidden(self, tokens):
        """The last latent vectors h_n: (B, T) -> (B, T, d)."""
        h = keras.ops.take(self.W_e, tokens, axis=0) + self.W_p[: tokens.shape[1]]
        for i in range(len(self.attention)):
            u = self.norm_1[i](h - self.attention[i](h, h, use_causal_mask=True))
            h = self.norm_2[i](u + self.contract[i](self.expand[i](u)))
        return h

    def call(self, tokens):
        """Probabilities of the next token: (B, T) -> (B, T, V)."""
        logits = keras.ops.matmul(self.hidden(tokens), keras.ops.transpose(self.W_e))
        return keras.ops.softmax(logits, axis=-1)
