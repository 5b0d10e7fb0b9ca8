# route: matrices of attention with an axis of heads in front, of length d and d / heads behind; each block a layer
# %% q2
class Block(keras.layers.Layer):
    def __init__(self, d, heads):
        super().__init__()
        size = d // heads
        self.W = [self.add_weight(shape=(heads, d, size), initializer="random_normal", name=f"W_{name}") for name in "QKV"]
        self.b = [self.add_weight(shape=(heads, 1, size), initializer="zeros", name=f"b_{name}") for name in "QKV"]
        self.W_O = self.add_weight(shape=(heads, size, d), initializer="random_normal", name="W_O")
        self.b_O = self.add_weight(shape=(d,), initializer="zeros", name="b_O")
        self.ffn = keras.Sequential([keras.layers.Dense(4 * d, activation="relu"), keras.layers.Dense(d)])
        self.norms = [keras.layers.LayerNormalization() for _ in range(2)]
        self.scale = size**-0.5

    def call(self, h):
        ops = keras.ops
        q, k, v = (ops.einsum("btd,ndk->bntk", h, W) + b for W, b in zip(self.W, self.b))
        scores = ops.einsum("bntk,bnsk->bnts", q, k) * self.scale
        past = np.tri(h.shape[1], dtype="float32")
        weights = ops.softmax(scores - 1e9 * (1 - past))
        u = self.norms[0](h + ops.einsum("bnts,bnsk,nkd->btd", weights, v, self.W_O) + self.b_O)
        return self.norms[1](u + self.ffn(u))


class TinyGPT(keras.Model):
    def __init__(self, vocab_size, max_len, d_model, n_blocks, num_heads):
        super().__init__()
        self.W_e = self.add_weight(shape=(vocab_size, d_model), initializer="random_normal", name="W_e")
        self.W_p = self.add_weight(shape=(max_len, d_model), initializer="random_normal", name="W_p")
        self.blocks = [Block(d_model, num_heads) for _ in range(n_blocks)]

    def hidden(self, tokens):
        h = keras.ops.take(self.W_e, tokens, axis=0) + self.W_p[: tokens.shape[1]]
        for block in self.blocks:
            h = block(h)
        return h

    def call(self, tokens):
        return keras.ops.softmax(keras.ops.matmul(self.hidden(tokens), keras.ops.transpose(self.W_e)))
