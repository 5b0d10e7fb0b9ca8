# student: wants to see every matrix: attention, LayerNorm, tables and training loop by hand; all right
# score: 20
# %% q1
class LayerNorm(keras.layers.Layer):
    """Mean 0 and variance 1 over the features of a position, then gamma and beta."""

    def __init__(self, d):
        super().__init__()
        self.gamma = self.add_weight(shape=(d,), initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=(d,), initializer="zeros", name="beta")

    def call(self, x):
        mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
        return self.gamma * (x - mean) / tf.sqrt(variance + 1e-5) + self.beta


class TransformerEncoderLayer(keras.layers.Layer):
    def __init__(self, d_model, num_heads, dff, causal=False, **kwargs):
        super().__init__(**kwargs)
        self.d_attn, rest = divmod(d_model, num_heads)
        if rest:
            raise ValueError(f"d_model = {d_model} cannot be divided among {num_heads} heads")
        self.num_heads, self.causal = num_heads, causal
        self.W_Q, self.b_Q = self.linear(d_model, d_model)
        self.W_K, self.b_K = self.linear(d_model, d_model)
        self.W_V, self.b_V = self.linear(d_model, d_model)
        self.W_O, self.b_O = self.linear(d_model, d_model)
        self.W_1, self.b_1 = self.linear(d_model, dff)
        self.W_2, self.b_2 = self.linear(dff, d_model)
        self.norm_attention = LayerNorm(d_model)
        self.norm_ffn = LayerNorm(d_model)

    def linear(self, n_in, n_out):
        W = self.add_weight(shape=(n_in, n_out), initializer="glorot_uniform")
        b = self.add_weight(shape=(n_out,), initializer="zeros")
        return W, b

    def multi_head(self, X):
        Q = tf.matmul(X, self.W_Q) + self.b_Q
        K = tf.matmul(X, self.W_K) + self.b_K
        V = tf.matmul(X, self.W_V) + self.b_V

        # (T, T) with 0 where t may look at t', and a very small number where it may not
        T = tf.shape(X)[1]
        forbidden = tf.zeros((T, T))
        if self.causal:
            forbidden = -1e9 * (1.0 - tf.linalg.band_part(tf.ones((T, T)), -1, 0))

        heads = []
        n = self.num_heads
        for q, k, v in zip(tf.split(Q, n, axis=-1), tf.split(K, n, axis=-1), tf.split(V, n, axis=-1)):
            scores = tf.matmul(q, k, transpose_b=True) / np.sqrt(self.d_attn)
            alpha = tf.nn.softmax(scores + forbidden, axis=-1)  # rows sum to 1
            heads.append(tf.matmul(alpha, v))
        return tf.matmul(tf.concat(heads, axis=-1), self.W_O) + self.b_O

    def ffn(self, h):
        inner = tf.maximum(tf.matmul(h, self.W_1) + self.b_1, 0.0)
        return tf.matmul(inner, self.W_2) + self.b_2

    def call(self, X):
        H = self.norm_attention(X + self.multi_head(X))
        return self.norm_ffn(H + self.ffn(H))

# %% q2
class Tables(keras.layers.Layer):
    """E[x_t] + P[t]"""

    def __init__(self, vocab_size, T, d_model):
        super().__init__()
        self.E = self.add_weight(shape=(vocab_size, d_model), initializer="random_uniform", name="E")
        self.P = self.add_weight(shape=(T, d_model), initializer="random_uniform", name="P")

    def call(self, tokens):
        # P is (T, d), it is broadcast over the batch
        return tf.gather(tf.convert_to_tensor(self.E), tokens) + self.P


def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    if d_model % num_heads != 0:
        raise ValueError("d_model has to be a multiple of num_heads")
    parts = [Tables(vocab_size, T, d_model)]
    parts += [TransformerEncoderLayer(d_model, num_heads, dff, causal) for _ in range(N)]
    parts += [keras.layers.Dense(n_classes)]
    return keras.Sequential([keras.Input((T,), dtype="int32"), *parts])

# %% q3a
def complexity(kind, T, d, k=3):
    matrix = d * d
    if kind == "attention":
        # no loop over positions: T * T meetings of d multiplications each, all of them at once
        return {"params": matrix, "ops": T * T * d, "sequential": 1, "path": 1}
    taps = {"cnn": k, "rnn": 1}
    if kind not in taps:
        raise ValueError(f"unknown kind of layer: {kind}")
    params = taps[kind] * matrix
    return {"params": params, "ops": params * T, "sequential": T, "path": T}

# %% q3b
def cheaper_than_rnn(T, d):
    meetings = T * T  # each costs d
    steps = T  # each costs d * d
    return meetings * d < steps * d * d

# %% q3c
def block_params(d):
    W_Q = W_K = W_V = W_O = d * d
    W_1 = W_2 = d * (4 * d)
    return W_Q + W_K + W_V + W_O + W_1 + W_2  # = 12 d^2

# %% q4a
def it_accuracy(model, tokens, meaning):
    logits = np.array(model(tokens, training=False))
    right = 0
    for sentence, scores, label in zip(tokens, logits, meaning):
        where = list(sentence).index(IT)
        animal, street = scores[where]
        right += int(street > animal) == label
    return float(right / len(meaning))

# %% q4b
def train_it(causal, train, seed):
    keras.utils.set_random_seed(seed)
    tokens, meaning = train
    where = np.argmax(tokens == IT, axis=1)
    model = build_encoder(1, tokens.shape[1], VOCABULARY, 32, 4, 64, 2, causal)

    optimizer = keras.optimizers.Adam(learning_rate=4e-3)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(x, at, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            logits = tf.gather(logits, at, axis=1, batch_dims=1)  # (B, T, 2) -> (B, 2), only at "it"
            log_p = tf.nn.log_softmax(logits)
            loss = -tf.reduce_mean(tf.gather(log_p, y, axis=1, batch_dims=1))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    shuffle = np.random.RandomState(seed % 2**32)
    for epoch in range(6):
        order = shuffle.permutation(len(tokens))
        for start in range(0, len(tokens), 50):
            batch = order[start : start + 50]
            loss = step(tf.constant(tokens[batch]), tf.constant(where[batch]), tf.constant(meaning[batch]))
        # print(epoch, float(loss))
    return model

# %% d1
# 1. Price: the operations. Every position is compared with every position, so they grow with T^2 * d, for the RNN only with T * d^2. Once T > d
#    attention is the more expensive one (our T = 8, d = 32 is far from that). As all comparisons are independent, a GPU does them side by side and
#    the time hardly changes, but all the T x T alphas have to be stored, for every head, until the backward pass. So it is felt in memory.
# 2. The gradient from "it" to the clue takes one step, however far away they are. In the RNN it is multiplied T times and vanishes (or explodes),
#    so attention can learn long dependencies. Also there is no loop to unroll: all positions are trained in parallel.
