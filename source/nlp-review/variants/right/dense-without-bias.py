# route: a dense layer without bias on one-hot vectors
# %% q4
class EmbeddingFromOHE(keras.layers.Layer):
    def __init__(self, vocab_size, n_e):
        super().__init__()
        self.vocab_size = vocab_size
        self.project = keras.layers.Dense(n_e, use_bias=False, kernel_initializer="random_normal")

    def call(self, ids):
        return self.project(tf.one_hot(tf.cast(ids, "int32"), self.vocab_size))
