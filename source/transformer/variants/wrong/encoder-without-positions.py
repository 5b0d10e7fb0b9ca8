# mistake: forgets the positions
# fails: q2_weights q2_values q2_order
# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    tokens = keras.Input((T,), dtype="int32")
    positions = keras.ops.zeros_like(tokens) + keras.ops.arange(T, dtype="int32")
    h = keras.layers.Embedding(vocab_size, d_model)(tokens)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff, causal=causal)(h)
    return keras.Model(tokens, keras.layers.Dense(n_classes)(h))
