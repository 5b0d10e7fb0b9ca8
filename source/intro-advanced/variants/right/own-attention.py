# route: attention by hand with dense projections and one-hot tokens, log_softmax; a loop over examples; means before the difference
# %% q1
def training_cost(pflop_days, pflops, usd_per_hour):
    if pflops <= 0:
        raise ValueError(pflops)
    usd_per_day = usd_per_hour * 24
    return pflop_days / pflops, pflop_days * usd_per_day / pflops

# %% q2
class SelfAttention(keras.layers.Layer):
    def __init__(self, d, heads):
        super().__init__()
        self.d, self.heads = d, heads
        self.q, self.k, self.v, self.o = (keras.layers.Dense(d) for _ in range(4))

    def call(self, h):
        ops = keras.ops
        T = h.shape[1]

        def split(x):
            return ops.transpose(ops.reshape(x, (-1, T, self.heads, self.d // self.heads)), (0, 2, 1, 3))

        q, k, v = split(self.q(h)), split(self.k(h)), split(self.v(h))
        scores = ops.einsum("bhtd,bhsd->bhts", q, k) / (self.d // self.heads) ** 0.5
        scores = ops.where(np.tril(np.ones((T, T), dtype=bool)), scores, -1e9)
        found = ops.matmul(ops.softmax(scores), v)
        return self.o(ops.reshape(ops.transpose(found, (0, 2, 1, 3)), (-1, T, self.d)))


class TinyGPT(keras.Model):
    def __init__(self, vocab_size, max_len, d_model, n_blocks, num_heads):
        super().__init__()
        self.V = vocab_size
        self.W_e = self.add_weight(shape=(vocab_size, d_model), initializer="glorot_uniform", name="embedding")
        self.W_p = self.add_weight(shape=(max_len, d_model), initializer="zeros", name="positions")
        self.parts = []
        for _ in range(n_blocks):
            self.parts.append(SelfAttention(d_model, num_heads))
            self.parts.append(keras.layers.LayerNormalization())
            self.parts.append(keras.layers.Dense(4 * d_model))
            self.parts.append(keras.layers.Dense(d_model))
            self.parts.append(keras.layers.LayerNormalization())

    def hidden(self, tokens):
        U = keras.ops.one_hot(tokens, self.V)
        h = keras.ops.add(keras.ops.matmul(U, self.W_e), self.W_p[None, : np.shape(tokens)[1], :])
        for first in range(0, len(self.parts), 5):
            attention, norm_1, wide, narrow, norm_2 = self.parts[first : first + 5]
            h = norm_1(attention(h) + h)
            h = norm_2(narrow(keras.ops.relu(wide(h))) + h)
        return h

    def call(self, tokens):
        logits = keras.ops.einsum("btd,vd->btv", self.hidden(tokens), self.W_e)
        return keras.ops.exp(keras.ops.log_softmax(logits, axis=2))

# %% q3
def L2_objective(probs, y):
    total = 0.0
    for row, k in zip(np.array(probs), y):
        p = float(row[k])
        total += np.log(p if p > 1e-7 else 1e-7)
    return total

# %% q4
def ablation_study(score, features, seeds):
    def average(enabled):
        return sum(score(enabled, seed) for seed in seeds) / len(seeds)

    full = average(frozenset(features))
    return {off: full - average(frozenset(f for f in features if f != off)) for off in features}
