# mistake: looks up the positions once, outside of the model, so that they are never trained
# fails: q2_weights
# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    tokens = keras.Input((T,), dtype="int32")
    positions = keras.ops.arange(T)
    h = keras.layers.Embedding(vocab_size, d_model)(tokens) + keras.layers.Embedding(T, d_model)(positions)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff, causal=causal)(h)
    return keras.Model(tokens, keras.layers.Dense(n_classes)(h))
