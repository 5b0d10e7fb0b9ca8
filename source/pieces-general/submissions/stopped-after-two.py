# student: Chidi, gave up after the matrix, which shifts the wrong way; float32 from the beginning
# score: 6.5
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2 != 0:
        raise ValueError("d_model must be even")
    t = tf.reshape(tf.range(n_positions, dtype=tf.float32), (-1, 1))
    i = tf.range(0, d_model, 2, dtype=tf.float32)
    w = tf.pow(10000.0, i / d_model)
    pe = tf.stack([tf.sin(t / w), tf.cos(t / w)], axis=-1)
    return tf.reshape(pe, (n_positions, d_model))

# %% q2
def shift_matrix(k, d_model):
    T = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):
        a = k / 10000 ** (i / d_model)
        # usual rotation matrix
        T[i:i+2, i:i+2] = [[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]
    return T

# %% q3
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocab_size, max_len, d_model, kind, **kwargs):
        super().__init__(**kwargs)
        self.embedding = keras.layers.Embedding(vocab_size, d_model)
        # TODO position

    def call(self, tokens):
        return self.embedding(tokens)
