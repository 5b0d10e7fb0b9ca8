# mistake: uses a dense layer with a bias
# fails: q4_values
# %% q4
class EmbeddingFromOHE(keras.layers.Layer):
    def __init__(self, vocab_size, n_e, **kwargs):
        super().__init__(**kwargs)
        self.vocab_size = vocab_size
        self.dense = keras.layers.Dense(n_e)

    def call(self, ids):
        return self.dense(keras.ops.one_hot(ids, self.vocab_size))
