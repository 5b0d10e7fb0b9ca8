# student: a syntax error in question 4 and an import that is not installed in question 5a; the rest is right
# score: 10
# %% q1
def soft_lookup(Q, K, V, mask=None):
    score = tf.linalg.matmul(Q, K, transpose_b=True)
    if mask is None:
        mask = tf.ones_like(score, dtype=bool)
    mask = tf.broadcast_to(mask, tf.shape(score))
    alpha = tf.nn.softmax(tf.where(mask, score, -1e9))
    alpha = tf.where(mask, alpha, tf.zeros_like(alpha))
    return tf.linalg.matmul(alpha, V), alpha

# %% q2
def causal_mask(T, include_self=True):
    idx = np.arange(T)
    return np.greater_equal.outer(idx, idx) if include_self else np.greater.outer(idx, idx)

# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.out = keras.layers.Dense(units)

    def call(self, h, H_bar):
        hh = h if len(h.shape) == 3 else h[:, None, :]
        w = tf.nn.softmax(tf.einsum("btd,bsd->bts", hh, H_bar), axis=-1)
        c = tf.einsum("bts,bsd->btd", w, H_bar)
        y = self.out(tf.concat([c, hh], -1))
        return y if len(h.shape) == 3 else y[:, 0, :]

# %% q4
def multi_head_lookup(Q, K, V, n):
    if Q.shape[-1] % n != 0
        raise ValueError("n must divide d")
    heads = [soft_lookup(q, k, v)[0] for q, k, v in zip(np.split(Q, n, -1), np.split(K, n, -1), np.split(V, n, -1))]
    return tf.concat(heads, -1)

# %% q5a
import tensorflow_addons as tfa

def build_qa_model(attention, n_keys, n_values, n_pairs):
    context = keras.Input((2 * n_pairs,))
    query = keras.Input(())
    emb = keras.layers.Embedding(n_keys + n_values, 32)
    mechanism = tfa.seq2seq.LuongAttention(32) if attention else None
    cell = keras.layers.GRUCell(32)
    ...

# %% q5b
def train_qa(model, data):
    context, query, answer = data
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit([context, query], answer, epochs=20, verbose=0)
