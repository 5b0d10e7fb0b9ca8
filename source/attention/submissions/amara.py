# student: careful, other route: TensorFlow and subclassing, helper functions, an LSTM Encoder; all right
# score: 20
# %% q1
def _masked_softmax(scores, mask):
    """Softmax over the last axis restricted to mask == True; rows without any True become zeros."""
    if mask is None:
        return tf.nn.softmax(scores, axis=-1)
    mask = tf.broadcast_to(tf.convert_to_tensor(mask), tf.shape(scores))
    # -1e9 is far below any score we promised to handle (1e4) but still finite, so no inf - inf.
    probs = tf.nn.softmax(tf.where(mask, scores, tf.constant(-1e9, scores.dtype)), axis=-1)
    # in an all-False row the softmax is uniform, the multiplication cleans that up
    return probs * tf.cast(mask, probs.dtype)


def soft_lookup(Q, K, V, mask=None):
    Q, K, V = (tf.convert_to_tensor(x, dtype=tf.float32) for x in (Q, K, V))
    alpha = _masked_softmax(tf.matmul(Q, K, transpose_b=True), mask)
    return tf.matmul(alpha, V), alpha

# %% q2
def causal_mask(T, include_self=True):
    i = tf.range(T)[:, tf.newaxis]  # query
    j = tf.range(T)[tf.newaxis, :]  # key
    return j <= i if include_self else j < i

# %% q3
class AttentionHeadD(keras.layers.Layer):
    """D(h, H_bar) = Dense([c; h])"""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.dense = keras.layers.Dense(units)

    def build(self, h_shape, H_bar_shape):
        d = h_shape[-1]
        self.dense.build((None, 2 * d))

    def call(self, h, H_bar):
        single = h.shape.rank == 2
        if single:
            h = tf.expand_dims(h, axis=1)
        c, _ = soft_lookup(h, H_bar, H_bar)
        out = self.dense(tf.concat([c, h], axis=-1))
        if single:
            out = tf.squeeze(out, axis=1)
        return out

    def compute_output_shape(self, h_shape, H_bar_shape):
        return (*h_shape[:-1], self.units)

# %% q4
def multi_head_lookup(Q, K, V, n):
    d = int(np.shape(Q)[-1])
    if n < 1 or d % n != 0:
        raise ValueError(f"number of heads n={n} has to divide d={d}")
    heads = []
    for Qj, Kj, Vj in zip(tf.split(Q, n, axis=-1), tf.split(K, n, axis=-1), tf.split(V, n, axis=-1)):
        values, _ = soft_lookup(Qj, Kj, Vj)
        heads.append(values)
    return tf.concat(heads, axis=-1)

# %% q5a
class QAModel(keras.Model):
    def __init__(self, attention, n_tokens, n_values, d=32):
        super().__init__()
        self.use_attention = attention
        self.embedding = keras.layers.Embedding(n_tokens, d)
        self.encoder = keras.layers.LSTM(d, return_sequences=True, return_state=True)
        self.to_query = keras.layers.Dense(d)
        self.hidden = keras.layers.Dense(d, activation="relu")
        self.out = keras.layers.Dense(n_values)

    def call(self, inputs):
        context, query = inputs
        H_bar, h_last, _ = self.encoder(self.embedding(context))
        h = self.to_query(self.embedding(query))
        if self.use_attention:
            c, _ = soft_lookup(h[:, tf.newaxis, :], H_bar, H_bar)
            c = c[:, 0, :]
        else:
            c = h_last
        return self.out(self.hidden(tf.concat([c, h], axis=-1)))


def build_qa_model(attention, n_keys, n_values, n_pairs):
    # n_pairs is not needed: the LSTM takes any length
    return QAModel(attention, n_keys + n_values, n_values)

# %% q5b
def train_qa(model, data):
    context, query, answer = data
    # with lr=1e-3 the loss was still at 1.7 after 10 epochs, 5e-3 drops around epoch 6-7
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=5e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    history = model.fit([context, query], answer, epochs=12, batch_size=64, verbose=0)
    return history
