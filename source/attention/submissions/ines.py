# student: hurried: causal mask without include_self, D with a tanh, twice the state for the model with attention
# score: 17
# %% q1
def soft_lookup(Q, K, V, mask=None):
    s = keras.ops.einsum("...td,...sd->...ts", Q, K)
    if mask is not None:
        s = keras.ops.where(mask, s, -1e9)
    a = keras.ops.softmax(s, axis=-1)
    if mask is not None:
        a = keras.ops.where(mask, a, 0.0)
    return keras.ops.einsum("...ts,...sv->...tv", a, V), a

# %% q2
def causal_mask(T, include_self=True):
    return np.tril(np.ones((T, T))) > 0

# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.d = keras.layers.Dense(units, activation="tanh")

    def call(self, h, H_bar):
        if len(h.shape) == 2:
            v, a = soft_lookup(h[:, None], H_bar, H_bar)
            return self.d(keras.ops.concatenate([v[:, 0], h], axis=-1))
        v, a = soft_lookup(h, H_bar, H_bar)
        return self.d(keras.ops.concatenate([v, h], axis=-1))

# %% q4
def multi_head_lookup(Q, K, V, n):
    w, rest = divmod(Q.shape[-1], n)
    if rest:
        raise ValueError(n)
    return np.concatenate([soft_lookup(*(x[..., i * w:(i + 1) * w] for x in (Q, K, V)))[0] for i in range(n)], axis=-1)

# %% q5a
def build_qa_model(attention, n_keys, n_values, n_pairs):
    d = 48 if attention else 24   # more room for the attention
    c = keras.Input((2 * n_pairs,), dtype="int32")
    q = keras.Input((), dtype="int32")
    e = keras.layers.Embedding(n_keys + n_values, d)
    r = keras.layers.GRU(d, return_sequences=attention)(e(c))
    h = keras.layers.Dense(d)(e(q))
    if attention:
        r = keras.layers.Flatten()(keras.layers.Attention()([h[:, None], r]))
    x = keras.layers.Dense(d, activation="relu")(keras.layers.Concatenate()([r, h]))
    return keras.Model([c, q], keras.layers.Dense(n_values)(x))

# %% q5b
def train_qa(model, data):
    c, q, a = data
    model.compile(keras.optimizers.Adam(0.005), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit([c, q], a, batch_size=64, epochs=10, verbose=0)
