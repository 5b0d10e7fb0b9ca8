# student: Dana, forgets an import and a colon, recursion without an end for shifts, a call with an argument too few after a function that is nearly right
# score: 2
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model")
    i = torch.arange(d_model)
    return torch.sin(torch.arange(n_positions)[:, None] / 10000 ** (i / d_model))

# %% q2
def shift_matrix(k, d_model):
    if k == 0:
        return np.eye(d_model)
    return shift_matrix(k - 1, d_model) @ shift_matrix(1, d_model)

# %% q3
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocab_size, max_len, d_model, kind, **kwargs):
        self.embedding = keras.layers.Embedding(vocab_size, d_model)
        super().__init__(**kwargs)

    def call(self, tokens):
        return self.embedding(tokens) + positional_encoding(tokens.shape[1], self.d_model)

# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.norm = keras.layers.LayerNormalization(epsilon=epsilon)

    def call(self, x, sublayer_out)
        return self.norm(x + sublayer_out)

# %% q5
def order_sensitivity(f, x, seed):
    order = np.random.default_rng(seed).permutation(x.shape[1])
    a, b = np.asarray(f(x[:, order])), np.asarray(f(x))[:, order]
    return float(np.abs(a - b).mean() / np.abs(b).mean())

order_sensitivity(np.ones((1, 4, 1)), 0)
