# mistake: predicts once per sentence, and repeats it
# fails: q2_order
# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    tokens = keras.Input((T,), dtype="int32")
    positions = keras.ops.zeros_like(tokens) + keras.ops.arange(T, dtype="int32")
    h = keras.layers.Embedding(vocab_size, d_model)(tokens) + keras.layers.Embedding(T, d_model)(positions)
    for _ in range(N):
        h = TransformerEncoderLayer(d_model, num_heads, dff, causal=causal)(h)
    h = keras.ops.repeat(keras.ops.mean(h, axis=1, keepdims=True), T, axis=1)
    return keras.Model(tokens, keras.layers.Dense(n_classes)(h))
