# student: writes attention and the training loop by hand; all right
# score: 20
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        if d_model % num_heads:
            raise ValueError(f"cannot cut {d_model} features into {num_heads} heads")
        self.heads, self.causal = num_heads, causal
        self.maps = [keras.layers.Dense(d_model) for _ in range(4)]
        self.inner = keras.layers.Dense(dff, activation="relu")
        self.outer = keras.layers.Dense(d_model)
        self.norms = [keras.layers.LayerNormalization(epsilon=1e-6) for _ in range(2)]

    def self_attention(self, x):
        T, d = x.shape[1], x.shape[2]
        q, k, v = (keras.ops.reshape(f(x), (-1, T, self.heads, d // self.heads)) for f in self.maps[:3])
        scores = keras.ops.einsum("bthd,bshd->bhts", q, k) / (d // self.heads) ** 0.5
        if self.causal:
            scores = scores - 1e9 * np.triu(np.ones((T, T), dtype="float32"), 1)
        mixed = keras.ops.einsum("bhts,bshd->bthd", keras.ops.softmax(scores), v)
        return self.maps[3](keras.ops.reshape(mixed, (-1, T, d)))

    def call(self, x):
        h = self.norms[0](x + self.self_attention(x))
        return self.norms[1](h + self.outer(self.inner(h)))

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

# %% q3
TABLE = {
    "cnn": lambda T, d, k: (k * d * d, T * k * d * d, T, T),
    "rnn": lambda T, d, k: (d * d, T * d * d, T, T),
    "attention": lambda T, d, k: (d * d, T * T * d, 1, 1),
}


def complexity(kind, T, d, k=3):
    if kind not in TABLE:
        raise ValueError(kind)
    return dict(zip(("params", "ops", "sequential", "path"), TABLE[kind](T, d, k)))


def cheaper_than_rnn(T, d):
    return T < d


def block_params(d):
    return 12 * d * d

# %% q4a
def it_accuracy(model, tokens, meaning):
    predicted = model.predict(tokens, verbose=0).argmax(axis=-1)
    return float(np.mean(predicted[np.asarray(tokens) == IT] == np.asarray(meaning)))

# %% q4b
def train_it(causal, train, seed):
    tf.random.set_seed(seed)
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    tokens, meaning = train
    model = build_encoder(N=1, T=tokens.shape[1], vocab_size=VOCABULARY, d_model=24, num_heads=2, dff=48, n_classes=2, causal=causal)
    optimizer = keras.optimizers.Adam(0.005)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            logits = tf.boolean_mask(model(x, training=True), x == IT)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))

    for _ in range(5):
        for batch in np.array_split(random.permutation(len(tokens)), len(tokens) // 50):
            step(tf.constant(tokens[batch]), tf.constant(meaning[batch]))
    return model

# %% d1
# 1. The operations grow like T squared: every position meets all others. Beyond T = d this is more than a recurrent layer needs.
#    With a GPU it is the memory for the T x T weights that hurts, since the meetings are computed in parallel.
# 2. Gradients go through one step instead of T, so they do not vanish, and all positions are trained in parallel.
