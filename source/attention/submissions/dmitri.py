# student: short and dense, likes einsum and NumPy one-liners, bidirectional GRU; all right
# score: 20
# %% q1
def soft_lookup(Q, K, V, mask=None):
    s = np.einsum('...td,...sd->...ts', Q, K).astype('f8')
    m = np.broadcast_to(True if mask is None else np.asarray(mask), s.shape)
    e = np.where(m, np.exp(np.minimum(s - np.max(s, -1, keepdims=True, where=m, initial=-1e30), 0)), 0)
    a = e / np.where(m.any(-1, keepdims=True), e.sum(-1, keepdims=True), 1)
    return a @ V, a

# %% q2
causal_mask = lambda T, include_self=True: np.tri(T, T, 0 if include_self else -1, dtype=bool)

# %% q3
ops, L = keras.ops, keras.layers

class AttentionHeadD(L.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw); self.f = L.Dense(units)

    def call(self, h, H_bar):
        if len(h.shape) == 2: return self.call(h[:, None], H_bar)[:, 0]
        a = ops.softmax(ops.einsum('btd,bsd->bts', h, H_bar))
        return self.f(ops.concatenate([ops.einsum('bts,bsd->btd', a, H_bar), h], -1))

# %% q4
def multi_head_lookup(Q, K, V, n):
    if Q.shape[-1] % n: raise ValueError('n does not divide d')
    cut = lambda x: np.asarray(x).reshape(*x.shape[:-1], n, -1)
    s = np.einsum('...tnd,...snd->...nts', cut(Q), cut(K)); e = np.exp(s - s.max(-1, keepdims=True))
    return np.einsum('...nts,...snd->...tnd', e / e.sum(-1, keepdims=True), cut(V)).reshape(Q.shape)

# %% q5a
def build_qa_model(attention, n_keys, n_values, n_pairs):
    d = 24
    c, q = L.Input((2*n_pairs,), dtype='int32'), L.Input((), dtype='int32')
    E = L.Embedding(n_keys + n_values, d)
    H = L.Bidirectional(L.GRU(d, return_sequences=True))(E(c))
    h = L.Dense(2*d)(E(q))
    # last forward state sits at the end, last backward state at the start
    z = L.Dot((1, 1))([H, L.Softmax()(L.Dot((2, 1))([H, h]))]) if attention else L.Concatenate()([H[:, -1, :d], H[:, 0, d:]])
    return keras.Model([c, q], L.Dense(n_values)(L.Dense(48, 'relu')(L.Concatenate()([z, h]))))

# %% q5b
def train_qa(model, data):
    c, q, a = data
    model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.optimizer.learning_rate = 0.005
    model.fit([c, q], a, 64, 10, verbose=0)
