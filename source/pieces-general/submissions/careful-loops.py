# student: Agnes, careful: loops first, checked by hand; Keras layers inside; all right
# score: 20
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2 == 1:
        raise ValueError(f"d_model={d_model} is odd")
    PE = np.zeros((n_positions, d_model), dtype=np.float64)
    for i in range(d_model):
        i_even = (i // 2) * 2
        omega = 10000 ** (i_even / d_model)
        t = np.arange(n_positions)
        PE[:, i] = np.sin(t / omega) if i == i_even else np.cos(t / omega)
    return PE

# %% q2
def rotation(angle):
    # sin(a+b) = sin a cos b + cos a sin b
    # cos(a+b) = cos a cos b - sin a sin b
    return np.array([[np.cos(angle), np.sin(angle)],
                     [-np.sin(angle), np.cos(angle)]])


def shift_matrix(k, d_model):
    T = np.zeros((d_model, d_model))
    for p in range(d_model // 2):
        omega = 10000 ** (2 * p / d_model)
        T[2*p:2*p+2, 2*p:2*p+2] = rotation(k / omega)
    return T

# %% q3
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocab_size, max_len, d_model, kind, **kwargs):
        super().__init__(**kwargs)
        assert kind in ("sinusoidal", "learned")
        self.kind = kind
        self.max_len = max_len
        self.d_model = d_model
        self.token = keras.layers.Embedding(vocab_size, d_model)
        if kind == "learned":
            self.position = keras.layers.Embedding(max_len, d_model)

    def call(self, tokens):
        T = tokens.shape[1]
        e = self.token(tokens)
        if self.kind == "learned":
            if T > self.max_len:
                raise ValueError(f"T={T} is longer than max_len={self.max_len}")
            p = self.position(keras.ops.arange(T))
        else:
            p = tf.constant(positional_encoding(T, self.d_model), dtype=tf.float32)
        return e + p[tf.newaxis]

# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.layernorm = keras.layers.LayerNormalization(epsilon=epsilon)

    def call(self, x, sublayer_out):
        if tuple(x.shape) != tuple(sublayer_out.shape):
            raise ValueError(f"x {x.shape} and sublayer_out {sublayer_out.shape} differ")
        return self.layernorm(x + sublayer_out)

# %% q5
def order_sensitivity(f, x, seed):
    x = np.asarray(x)
    T = x.shape[1]
    if T < 2:
        raise ValueError("need at least two positions")
    rng = np.random.default_rng(seed)
    identity = np.arange(T)
    perm = identity
    while np.array_equal(perm, identity):
        perm = rng.permutation(T)
    f_x = np.asarray(f(x))
    f_Px = np.asarray(f(x[:, perm]))
    return float(np.mean(np.abs(f_Px - f_x[:, perm])) / np.mean(np.abs(f_x)))
