# student: Bo, a well-known tutorial in his head: sines and cosines in halves, embedding times the square root of d, Keras's own epsilon; the rest by himself and right
# score: 12
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model must be even")
    depth = d_model / 2
    positions = np.arange(n_positions)[:, np.newaxis]
    depths = np.arange(depth)[np.newaxis, :] / depth
    angle_rates = 1 / (10000**depths)
    angle_rads = positions * angle_rates
    return np.concatenate([np.sin(angle_rads), np.cos(angle_rads)], axis=-1)

# %% q2
def shift_matrix(k, d_model):
    T = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):
        a = k / 10000 ** (i / d_model)
        T[i, i] = np.cos(a)
        T[i, i + 1] = np.sin(a)
        T[i + 1, i] = -np.sin(a)
        T[i + 1, i + 1] = np.cos(a)
    return T

# %% q3
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocab_size, max_len, d_model, kind, **kwargs):
        super().__init__(**kwargs)
        self.d_model = d_model
        self.max_len = max_len
        self.kind = kind
        self.embedding = keras.layers.Embedding(vocab_size, d_model)
        if kind == "learned":
            self.pos_embedding = keras.layers.Embedding(max_len, d_model)
        else:
            self.pos_encoding = tf.cast(positional_encoding(2048, d_model), tf.float32)

    def call(self, tokens):
        length = tokens.shape[1]
        x = self.embedding(tokens)
        # This factor sets the relative scale of the embedding and positional encoding
        x *= tf.math.sqrt(tf.cast(self.d_model, tf.float32))
        if self.kind == "learned":
            if length > self.max_len:
                raise ValueError("sequence too long")
            return x + self.pos_embedding(tf.range(length))
        return x + self.pos_encoding[tf.newaxis, :length, :]

# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.add = keras.layers.Add()
        self.layernorm = keras.layers.LayerNormalization()

    def call(self, x, sublayer_out):
        return self.layernorm(self.add([x, sublayer_out]))

# %% q5
def order_sensitivity(f, x, seed):
    T = x.shape[1]
    if T == 1:
        raise ValueError("T = 1")
    random = np.random.default_rng(seed)
    order = random.permutation(T)
    while (order == np.arange(T)).all():
        order = random.permutation(T)
    difference = np.asarray(f(x[:, order])) - np.asarray(f(x))[:, order]
    return np.abs(difference).mean() / np.abs(np.asarray(f(x))).mean()
