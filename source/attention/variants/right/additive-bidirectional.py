# route: bidirectional Encoder and an additive (Bahdanau) score; the model without attention gets a wider Decoder
# %% q5a
def build_qa_model(attention, n_keys, n_values, n_pairs):
    d = 24
    context = keras.Input((2 * n_pairs,), dtype="int32")
    query = keras.Input((), dtype="int32")
    embed = keras.layers.Embedding(n_keys + n_values, d)
    encoder = keras.layers.Bidirectional(keras.layers.GRU(d, return_sequences=True, return_state=True))
    states, forward, backward = encoder(embed(context))
    h = keras.layers.Dense(d, activation="tanh")(embed(query))
    if attention:
        energy = keras.layers.Dense(d)(states) + keras.layers.Reshape((1, d))(keras.layers.Dense(d)(h))
        alpha = keras.layers.Softmax(axis=1)(keras.layers.Dense(1)(keras.layers.Activation("tanh")(energy)))
        c = keras.ops.sum(alpha * states, axis=1)
    else:
        c = keras.layers.Concatenate()([forward, backward])
    x = keras.layers.Dense(d if attention else 2 * d, activation="relu")(keras.layers.Concatenate()([c, h]))
    return keras.Model([context, query], keras.layers.Dense(n_values)(x))
