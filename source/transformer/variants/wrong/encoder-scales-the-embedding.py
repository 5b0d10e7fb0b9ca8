# mistake: multiplies the embedding by the root of d_model
# fails: q2_values
# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    tokens = keras.Input((T,), dtype="int32")
    positions = keras.ops.zeros_like(tokens) * d_model**0.5 + keras.ops.arange(T, dtype="int32")
    h = keras.layers.Embedding(vocab_size, d_model)(tokens) * d_model**0.5 + keras.layers.Embedding(T, d_model)(positions)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff, causal=causal)(h)
    return keras.Model(tokens, keras.layers.Dense(n_classes)(h))
