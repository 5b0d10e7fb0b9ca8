# student: believes that the meaning belongs to the whole sentence: trains and measures all positions (the training gets there
#   all the same); renamed an attribute of the layer in one place only; positions that are never trained
# score: 11
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads > 0:
            raise ValueError("num_heads!")
        self.use_mask = causal
        self.self_attention = keras.layers.MultiHeadAttention(num_heads, key_dim=d_model // num_heads)
        self.add_norm1 = keras.layers.LayerNormalization()
        self.ffn_1 = keras.layers.Dense(dff, activation="relu")
        self.ffn_2 = keras.layers.Dense(d_model)
        self.add_norm2 = keras.layers.LayerNormalization()

    def call(self, x):
        attended = self.self_attention(x, x, x, use_causal_mask=self.causal)
        x = self.add_norm1(keras.layers.add([x, attended]))
        out = self.ffn_2(self.ffn_1(x))
        return self.add_norm2(keras.layers.add([x, out]))

# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    if d_model % num_heads > 0:
        raise ValueError("num_heads!")
    inp = keras.Input(shape=(T,), dtype="int32")
    E = keras.layers.Embedding(vocab_size, d_model)
    P = keras.layers.Embedding(T, d_model)
    # the positions are always 0, 1, ..., T-1
    h = E(inp) + P(np.arange(T))
    # print(h.shape)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff, causal)(h)
    logits = keras.layers.Dense(n_classes)(h)
    return keras.Model(inp, logits)

# %% q3a
def complexity(kind, T, d, k=3):
    table = {
        #             params     ops            sequential  path
        "cnn":       [k * d ** 2, T * k * d ** 2, T, T],
        "rnn":       [d ** 2,     T * d ** 2,     T, T],
        "attention": [d ** 2,     T ** 2 * d,     1, 1],
    }
    try:
        row = table[kind]
    except KeyError:
        raise ValueError("don't know " + kind)
    return dict(params=row[0], ops=row[1], sequential=row[2], path=row[3])

# %% q3b
def cheaper_than_rnn(T, d):
    diff = complexity("rnn", T, d)["ops"] - complexity("attention", T, d)["ops"]
    return diff > 0

# %% q3c
def block_params(d):
    dff = 4 * d
    n = 0
    for rows, cols in [(d, d), (d, d), (d, d), (d, d), (d, dff), (dff, d)]:
        n += rows * cols
    return n

# %% q4a
def it_accuracy(model, tokens, meaning):
    pred = np.argmax(model.predict(tokens, verbose=0), axis=2)      # n x T
    truth = np.tile(np.reshape(meaning, (-1, 1)), (1, pred.shape[1]))
    return float(np.sum(pred == truth) / truth.size)

# %% q4b
def train_it(causal, train, seed):
    keras.utils.set_random_seed(seed)
    tokens, meaning = train
    n, T = tokens.shape
    # every word of the sentence gets the meaning of the sentence as its label
    labels = np.tile(meaning.reshape(-1, 1), (1, T))
    model = build_encoder(1, T, VOCABULARY, 32, 4, 64, 2, causal)
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer=keras.optimizers.Adam(0.004),
        metrics=["accuracy"],
    )
    model.fit(tokens, labels, epochs=6, batch_size=50, verbose=0)
    return model
