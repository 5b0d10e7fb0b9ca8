# route: one projection for queries, keys and values, head after head; the matrix behind the attention starts at 0
# %% q2
class Heads(keras.layers.Layer):
    def __init__(self, width, number):
        super().__init__()
        self.number, self.length = number, width // number
        self.project = keras.layers.Dense(3 * width)
        self.join = keras.layers.Dense(width, kernel_initializer="zeros")

    def call(self, h):
        T, width = h.shape[1], self.number * self.length
        per_head = keras.ops.reshape(self.project(h), (-1, T, self.number, 3 * self.length))
        q, k, v = keras.ops.split(keras.ops.transpose(per_head, (0, 2, 1, 3)), 3, axis=-1)
        scores = keras.ops.matmul(q, keras.ops.transpose(k, (0, 1, 3, 2))) / self.length**0.5
        future = np.triu(np.full((T, T), -1e9, dtype="float32"), k=1)
        seen = keras.ops.matmul(keras.ops.softmax(scores + future), v)
        return self.join(keras.ops.reshape(keras.ops.transpose(seen, (0, 2, 1, 3)), (-1, T, width)))


class Block(keras.layers.Layer):
    def __init__(self, width, number):
        super().__init__()
        self.attend = Heads(width, number)
        self.feed = keras.Sequential([keras.layers.Dense(4 * width, activation="relu"), keras.layers.Dense(width)])
        self.first, self.second = keras.layers.LayerNormalization(), keras.layers.LayerNormalization()

    def call(self, h):
        u = self.first(h + self.attend(h))
        return self.second(u + self.feed(u))


class TinyGPT(keras.Model):
    def __init__(self, vocab_size, max_len, d_model, n_blocks, num_heads):
        super().__init__()
        self.W_e = self.add_weight(shape=(vocab_size, d_model), initializer="random_normal", name="words")
        self.W_p = self.add_weight(shape=(max_len, d_model), initializer="random_normal", name="places")
        self.blocks = [Block(d_model, num_heads) for _ in range(n_blocks)]

    def hidden(self, tokens):
        h = keras.ops.take(self.W_e, tokens, axis=0) + self.W_p[: tokens.shape[1]]
        for block in self.blocks:
            h = block(h)
        return h

    def call(self, tokens):
        return keras.ops.softmax(keras.ops.matmul(self.hidden(tokens), keras.ops.transpose(self.W_e)))
