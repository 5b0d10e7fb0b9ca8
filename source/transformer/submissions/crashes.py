# student: a name error in the layer, positions that are never trained, accuracy over all positions
# score: 11
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
        h = self.norm_1(x + self.atention(x, x, use_causal_mask=self.causal))
        return self.norm_2(h + self.feed_forward(h))

# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    tokens = keras.Input((T,), dtype="int32")
    positions = keras.ops.arange(T)
    h = keras.layers.Embedding(vocab_size, d_model)(tokens) + keras.layers.Embedding(T, d_model)(positions)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff, causal=causal)(h)
    return keras.Model(tokens, keras.layers.Dense(n_classes)(h))

# %% q3
def complexity(kind, T, d, k=3):
    if kind == "cnn":
        return {"params": k * d**2, "ops": T * k * d**2, "sequential": T, "path": T}
    if kind == "rnn":
        return {"params": d**2, "ops": T * d**2, "sequential": T, "path": T}
    if kind == "attention":
        return {"params": d**2, "ops": T**2 * d, "sequential": 1, "path": 1}
    raise ValueError(f"unknown kind {kind!r}")


def cheaper_than_rnn(T, d):
    return complexity("attention", T, d)["ops"] < complexity("rnn", T, d)["ops"]


def block_params(d):
    return 4 * d**2 + 2 * d * (4 * d)

# %% q4a
def it_accuracy(model, tokens, meaning):
    logits = np.asarray(model(tokens, training=False))
    return float((logits.argmax(axis=-1) == np.asarray(meaning)[:, None]).mean())

# %% q4b
def train_it(causal, train, seed):
    tokens, meaning = train
    keras.utils.set_random_seed(seed)
    model = build_encoder(1, tokens.shape[1], VOCABULARY, 32, 4, 64, 2, causal)
    labels = np.repeat(meaning[:, None], tokens.shape[1], axis=1)
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    model.fit(tokens, labels, sample_weight=(tokens == IT).astype("float32"), batch_size=50, epochs=5, verbose=0)
    return model
