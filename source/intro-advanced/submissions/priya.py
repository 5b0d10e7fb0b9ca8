# student: Priya, everything runs: no error for a speed of 0, no causal mask, the mean of the logarithms without clipping, features removed one after the other
# score: 9.5
# %% q1
def training_cost(pflop_days, pflops, usd_per_hour):
    days = pflop_days / pflops
    return days, days * 24 * usd_per_hour

# %% q2
class TinyGPT(keras.Model):
    def __init__(self, vocab_size, max_len, d_model, n_blocks, num_heads):
        super().__init__()
        self.W_e = self.add_weight(shape=(vocab_size, d_model), initializer="random_normal", name="W_e")
        self.W_p = self.add_weight(shape=(max_len, d_model), initializer="random_normal", name="W_p")
        self.blocks = []
        for _ in range(n_blocks):
            self.blocks.append([
                keras.layers.MultiHeadAttention(num_heads, key_dim=d_model // num_heads),
                keras.layers.LayerNormalization(),
                keras.Sequential([keras.layers.Dense(4 * d_model, "relu"), keras.layers.Dense(d_model)]),
                keras.layers.LayerNormalization(),
            ])

    def hidden(self, tokens):
        h = tf.gather(self.W_e, tokens) + self.W_p[: tokens.shape[1]]
        for mha, ln1, ffn, ln2 in self.blocks:
            h = ln1(h + mha(h, h))
            h = ln2(h + ffn(h))
        return h

    def call(self, tokens):
        return tf.nn.softmax(self.hidden(tokens) @ tf.transpose(self.W_e))

# %% q3
def L2_objective(probs, y):
    return np.mean([np.log(p[k]) for p, k in zip(probs, y)])

# %% q4
def ablation_study(score, features, seeds):
    result = {}
    on = set(features)
    for f in features:
        before = np.mean([score(frozenset(on), s) for s in seeds])
        on.discard(f)
        result[f] = before - np.mean([score(frozenset(on), s) for s in seeds])
    return result
