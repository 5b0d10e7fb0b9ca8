# route: a subclassed model, the table of positions as a weight of its own
# %% q2
class Encoder(keras.Model):
    def __init__(self, N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
        super().__init__()
        self.embed = keras.layers.Embedding(vocab_size, d_model)
        self.place = self.add_weight(shape=(T, d_model), initializer="random_normal", name="place")
        self.stack = [TransformerEncoderLayer(d_model, num_heads, dff, causal) for _ in range(N)]
        self.head = keras.layers.Dense(n_classes)

    def call(self, tokens):
        h = self.embed(tokens) + self.place
        for layer in self.stack:
            h = layer(h)
        return self.head(h)


def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    return Encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal)
