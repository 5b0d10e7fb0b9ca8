# route: loops over positions and features; scipy.linalg.block_diag; Embedding layers; LayerNormalization and Add
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2 != 0:
        raise ValueError("odd")
    def feature(t, i):
        omega = math.pow(10000, (i - i % 2) / d_model)
        return math.cos(t / omega) if i % 2 else math.sin(t / omega)
    return [[feature(t, i) for i in range(d_model)] for t in range(n_positions)]

# %% q2
import scipy.linalg

def shift_matrix(k, d_model):
    blocks = []
    for p in range(d_model // 2):
        a = k / 10000 ** (2 * p / d_model)
        blocks.append([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    return scipy.linalg.block_diag(*blocks)

# %% q3
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocab_size, max_len, d_model, kind, **kwargs):
        super().__init__(**kwargs)
        self.max_len, self.d_model, self.kind = max_len, d_model, kind
        self.embedding = keras.layers.Embedding(vocab_size, d_model)
        self.embedding.build(None)
        if kind == "learned":
            self.position = keras.layers.Embedding(max_len, d_model)
            self.position.build(None)

    def encode(self, T):
        angles = np.arange(T)[:, None] / 10000 ** (np.arange(0, self.d_model, 2) / self.d_model)
        return np.dstack([np.sin(angles), np.cos(angles)]).reshape(T, self.d_model).astype("float32")

    def call(self, tokens):
        T = tokens.shape[1]
        if self.kind == "learned":
            if T > self.max_len:
                raise ValueError("too many tokens")
            return self.embedding(tokens) + self.position(tf.range(T))
        return self.embedding(tokens) + self.encode(T)

# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.add = keras.layers.Add()
        self.norm = keras.layers.LayerNormalization(epsilon=epsilon, axis=-1)

    def call(self, x, sublayer_out):
        if len(x.shape) != len(sublayer_out.shape) or any(a != b for a, b in zip(x.shape, sublayer_out.shape)):
            raise ValueError(f"{x.shape} {sublayer_out.shape}")
        return self.norm(self.add([x, sublayer_out]))

# %% q5
def order_sensitivity(f, x, seed):
    T = x.shape[1]
    if T == 1:
        raise ValueError("T = 1")
    random = np.random.RandomState(seed)
    order = np.arange(T)
    while (order == np.arange(T)).all():
        order = random.permutation(T)
    a = np.asarray(f(x[:, order, :]))
    b = np.asarray(f(x))
    return float(np.abs(a - b[:, order, :]).mean() / np.abs(b).mean())
