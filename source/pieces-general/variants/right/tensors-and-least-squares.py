# route: complex numbers for the encoding; the matrix by least squares over positions far apart; one-hot product and add_weight; own normalization
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model & 1:
        raise ValueError("d_model must be even")
    t = tf.range(n_positions, dtype=tf.float64)
    omega = tf.constant(10000.0, tf.float64) ** (tf.range(0, d_model, 2, dtype=tf.float64) / d_model)
    hands = np.exp(1j * (t[:, None] / omega[None, :]).numpy())
    return tf.constant(np.stack([hands.imag, hands.real], axis=-1).reshape(n_positions, d_model), tf.float32)

# %% q2
def shift_matrix(k, d_model):
    def encode(t):
        angles = t[:, None] / 10000.0 ** (np.arange(0, d_model, 2) / d_model)
        return np.dstack([np.sin(angles), np.cos(angles)]).reshape(len(t), d_model)
    t = np.random.default_rng(0).integers(0, 300_000, size=8 * d_model).astype(float)
    return np.linalg.lstsq(encode(t), encode(t + k), rcond=None)[0].T

# %% q3
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocab_size, max_len, d_model, kind, **kwargs):
        super().__init__(**kwargs)
        self.V, self.max_len, self.d, self.kind = vocab_size, max_len, d_model, kind

    def build(self, shape):
        self.E = self.add_weight(shape=(self.V, self.d), initializer="uniform", name="E")
        if self.kind == "learned":
            self.P = self.add_weight(shape=(1, self.max_len, self.d), initializer="zeros", name="P")

    def call(self, tokens):
        T = tokens.shape[-1]
        embedded = keras.ops.matmul(keras.ops.one_hot(tokens, self.V), self.E)
        if self.kind == "learned":
            if T > self.max_len:
                raise ValueError(f"{T} > {self.max_len}")
            return embedded + self.P[:, :T]
        i = np.arange(self.d)
        angle = np.arange(T).reshape(-1, 1) * np.power(1e4, -2.0 * (i // 2) / self.d)
        # a cosine is a sine that is a quarter of a turn ahead
        return embedded + keras.ops.cast(np.sin(angle + (i % 2) * np.pi / 2), "float32")

# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, x_shape, sublayer_out_shape):
        self.gamma = self.add_weight(shape=(x_shape[-1],), initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=(x_shape[-1],), initializer="zeros", name="beta")

    def call(self, x, sublayer_out):
        if tuple(x.shape) != tuple(sublayer_out.shape):
            raise ValueError("shapes differ")
        z = x + sublayer_out
        mean = tf.reduce_mean(z, axis=-1, keepdims=True)
        variance = tf.reduce_mean(tf.square(z - mean), axis=-1, keepdims=True)
        return self.gamma * (z - mean) / tf.sqrt(variance + self.epsilon) + self.beta

# %% q5
def order_sensitivity(f, x, seed):
    n = x.shape[1]
    if n < 2:
        raise ValueError("there is only one order of one position")
    draw = tf.random.Generator.from_seed(seed)
    while True:
        order = tf.argsort(draw.uniform((n,)))
        if tf.reduce_any(order != tf.range(n)):
            break
    before = tf.convert_to_tensor(f(tf.constant(x)))
    after = tf.convert_to_tensor(f(tf.gather(x, order, axis=1)))
    gap = tf.reduce_mean(tf.abs(after - tf.gather(before, order, axis=1)))
    return float(gap / tf.reduce_mean(tf.abs(before)))
