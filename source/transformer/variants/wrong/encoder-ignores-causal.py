# mistake: does not pass causal on
# fails: q2_order
# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    tokens = keras.Input((T,), dtype="int32")
    positions = keras.ops.zeros_like(tokens) + keras.ops.arange(T, dtype="int32")
    h = keras.layers.Embedding(vocab_size, d_model)(tokens) + keras.layers.Embedding(T, d_model)(positions)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff)(h)
    return keras.Model(tokens, keras.layers.Dense(n_classes)(h))
