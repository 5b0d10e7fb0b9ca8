# route: a subclassed model: the bag takes the maximum, padding is moved out of its way; no hidden layer for n-grams
# %% q5
class Classifier(keras.Model):
    def __init__(self, vocab_size, kernel_size):
        super().__init__()
        self.embed = keras.layers.Embedding(vocab_size, 24)
        self.patterns = keras.layers.Conv1D(40, kernel_size, activation="relu", padding="same") if kernel_size else None
        self.out = keras.layers.Dense(1)

    def call(self, ids):
        vectors = self.embed(ids)
        if self.patterns is None:
            real = tf.cast(ids != 0, vectors.dtype)[..., None]
            return self.out(tf.reduce_max(vectors * real - 1e9 * (1 - real), axis=1))
        return self.out(tf.reduce_max(self.patterns(vectors), axis=1))


def build_ngram_classifier(vocab_size, T, kernel_size):
    return Classifier(vocab_size, kernel_size)
