# route: Embedding layers whose matrices are properties, a block of its own with an explicit mask and tf.matmul; Cross Entropy of Keras; a matrix of scores
# %% q1
def training_cost(pflop_days, pflops, usd_per_hour):
    if not pflops > 0:
        raise ValueError("pflops has to be positive")
    operations = pflop_days * 1e15 * 86_400
    hours = operations / (pflops * 1e15) / 3600
    return hours / 24, hours * usd_per_hour

# %% q2
class Block(keras.layers.Layer):
    def __init__(self, d, heads):
        super().__init__()
        self.mha = keras.layers.MultiHeadAttention(num_heads=heads, key_dim=d // heads)
        self.ffn = keras.Sequential([keras.layers.Dense(4 * d, activation="relu"), keras.layers.Dense(d)])
        self.add = keras.layers.Add()
        self.norms = [keras.layers.LayerNormalization(epsilon=1e-6), keras.layers.LayerNormalization(epsilon=1e-6)]

    def call(self, h):
        T = h.shape[1]
        mask = np.tril(np.ones((1, T, T), dtype=bool))
        u = self.norms[0](self.add([h, self.mha(query=h, value=h, key=h, attention_mask=mask)]))
        return self.norms[1](self.add([u, self.ffn(u)]))


class TinyGPT(keras.Model):
    def __init__(self, vocab_size, max_len, d_model, n_blocks, num_heads):
        super().__init__()
        self.words = keras.layers.Embedding(vocab_size, d_model)
        self.places = keras.layers.Embedding(max_len, d_model)
        self.blocks = [Block(d_model, num_heads) for _ in range(n_blocks)]
        self.max_len = max_len

    @property
    def W_e(self):
        return self.words.embeddings

    @property
    def W_p(self):
        return self.places.embeddings

    def hidden(self, tokens):
        h = self.words(tokens) + self.places(tf.range(tf.shape(tokens)[1]))[None]
        for block in self.blocks:
            h = block(h)
        return h

    def call(self, tokens):
        h = self.hidden(tokens)
        return tf.nn.softmax(tf.matmul(h, self.words.embeddings, transpose_b=True))

# %% q3
def L2_objective(probs, y):
    losses = keras.losses.sparse_categorical_crossentropy(tf.constant(y), tf.cast(probs, "float32"))
    return -tf.reduce_sum(losses)

# %% q4
def ablation_study(score, features, seeds):
    sets = [frozenset(features)] + [frozenset(features) - {f} for f in features]
    table = np.array([[score(enabled, seed) for seed in seeds] for enabled in sets])
    lost = (table[0] - table[1:]).mean(axis=1)
    return dict(zip(features, lost.tolist()))
