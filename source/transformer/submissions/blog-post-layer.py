# student: copied a layer in pre-norm with GELU from a blog, and counts a tie as cheaper in Question 3b; the rest is right
# score: 16.5
# %% q1
class TransformerEncoderLayer(keras.layers.Layer):
    """
    A single Transformer block.

    Args:
        d_model: embedding dimension
        num_heads: number of attention heads
        dff: hidden dimension of the MLP
        causal: True for GPT-style blocks
    """

    def __init__(self, d_model, num_heads, dff, causal=False, dropout=0.1, **kwargs):
        super().__init__(**kwargs)
        # not from the blog, the assignment wants it
        if d_model % num_heads != 0:
            raise ValueError(f"embedding dimension {d_model} should be divisible by number of heads {num_heads}")
        self.causal = causal
        self.ln_1 = keras.layers.LayerNormalization(epsilon=1e-5, name="ln_1")
        self.attn = keras.layers.MultiHeadAttention(num_heads=num_heads, key_dim=d_model // num_heads, dropout=dropout, name="attn")
        self.ln_2 = keras.layers.LayerNormalization(epsilon=1e-5, name="ln_2")
        self.c_fc = keras.layers.Dense(dff, name="c_fc")
        self.c_proj = keras.layers.Dense(d_model, name="c_proj")
        self.dropout = keras.layers.Dropout(dropout)

    def mlp(self, x, training):
        x = keras.activations.gelu(self.c_fc(x))
        return self.dropout(self.c_proj(x), training=training)

    def call(self, x, training=False):
        # Pre-LN: more stable than the original post-LN (the mean at the end is not 0 then, so the last
        # line of the test fails, but the numbers of weights are right)
        y = self.ln_1(x)
        x = x + self.attn(query=y, value=y, key=y, use_causal_mask=self.causal, training=training)
        x = x + self.mlp(self.ln_2(x), training)
        return x

# %% q2
class TokenAndPositionEmbedding(keras.layers.Layer):
    def __init__(self, maxlen, vocab_size, embed_dim):
        super().__init__()
        self.token_emb = keras.layers.Embedding(input_dim=vocab_size, output_dim=embed_dim)
        self.pos_emb = keras.layers.Embedding(input_dim=maxlen, output_dim=embed_dim)

    def call(self, x):
        maxlen = keras.ops.shape(x)[-1]
        positions = keras.ops.arange(0, maxlen, 1)
        positions = self.pos_emb(positions)
        x = self.token_emb(x)
        return x + positions


def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    inputs = keras.layers.Input(shape=(T,), dtype="int32")
    x = TokenAndPositionEmbedding(T, vocab_size, d_model)(inputs)
    for i in range(N):
        transformer_block = TransformerEncoderLayer(d_model, num_heads, dff, causal=causal)
        x = transformer_block(x)
    outputs = keras.layers.Dense(n_classes)(x)   # blog: activation="softmax", here logits
    model = keras.Model(inputs=inputs, outputs=outputs)
    return model

# %% q3a
def complexity(kind, T, d, k=3):
    # lecture: table "Complexity"
    if kind == "cnn":
        params, ops = k * d * d, k * d * d * T
    elif kind == "rnn":
        params, ops = d * d, d * d * T
    elif kind == "attention":
        params, ops = d * d, T * T * d
    else:
        raise ValueError("kind must be cnn, rnn or attention")
    sequential = 1 if kind == "attention" else T
    return {"params": params, "ops": ops, "sequential": sequential, "path": sequential}

# %% q3b
def cheaper_than_rnn(T, d):
    attention = complexity("attention", T, d)["ops"]
    rnn = complexity("rnn", T, d)["ops"]
    if attention > rnn:
        return False
    return True

# %% q3c
def block_params(d):
    attn = 4 * (d * d)              # c_attn is (d, 3d), c_proj is (d, d)
    mlp = d * (4 * d) + (4 * d) * d
    return attn + mlp

# %% q4a
def it_accuracy(model, tokens, meaning):
    logits = model.predict(tokens, verbose=0)          # (n, T, 2)
    mask = np.array(tokens) == IT                      # exactly one True per row
    preds = np.argmax(logits[mask], axis=-1)           # (n,)
    return float(np.mean(preds == meaning))

# %% q4b
def train_it(causal, train, seed):
    x_train, y = train
    keras.utils.set_random_seed(seed)

    # label only at "it", everything else is ignored by the loss
    IGNORE = -1
    y_train = np.where(x_train == IT, y[:, np.newaxis], IGNORE)

    maxlen = x_train.shape[1]
    model = build_encoder(N=1, T=maxlen, vocab_size=VOCABULARY, d_model=32, num_heads=4, dff=128, n_classes=2, causal=causal)
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=IGNORE)
    model.compile(optimizer=keras.optimizers.Adam(3e-3), loss=loss_fn)
    history = model.fit(x_train, y_train, batch_size=32, epochs=6, verbose=0)
    return model

# %% d1
# 1. Self-attention has quadratic complexity in the sequence length: the attention matrix is T x T, for each head, and it has to fit into GPU memory.
#    For long texts that is why people use FlashAttention, sparse attention etc.
# 2. It is much faster, because Transformers can be parallelized and RNNs can't.
