# route: an Encoder without the layer of Question 1, functional throughout
# %% q2
def build_encoder(N, T, vocab_size, d_model, num_heads, dff, n_classes, causal):
    L = keras.layers
    if d_model % num_heads:
        raise ValueError("num_heads must divide d_model")
    tokens = keras.Input(shape=(T,), dtype="int32")
    place = L.Embedding(T, d_model)(keras.ops.arange(T) * keras.ops.ones_like(tokens))
    h = L.Add()([L.Embedding(vocab_size, d_model)(tokens), place])
    for _ in range(N):
        mixed = L.MultiHeadAttention(num_heads, d_model // num_heads)(h, h, use_causal_mask=causal)
        h = L.LayerNormalization()(L.Add()([h, mixed]))
        inner = L.Dense(d_model)(L.Dense(dff, activation="relu")(h))
        h = L.LayerNormalization()(L.Add()([h, inner]))
    return keras.Model(inputs=tokens, outputs=L.TimeDistributed(L.Dense(n_classes))(h))
