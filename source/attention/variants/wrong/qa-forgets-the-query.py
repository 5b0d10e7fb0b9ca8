# mistake: the output does not depend on the query
# fails: q5_attention q5_gap
# %% q5a
def build_qa_model(attention, n_keys, n_values, n_pairs):
    d = 32
    context = keras.Input((2 * n_pairs,), dtype="int32")
    query = keras.Input((), dtype="int32")
    embed = keras.layers.Embedding(n_keys + n_values, d)
    states, last = keras.layers.GRU(d, return_sequences=True, return_state=True)(embed(context))
    h = keras.layers.Dense(d)(0 * embed(query))
    if attention:
        c = keras.layers.Flatten()(keras.layers.Attention()([h[:, None, :], states]))
    else:
        c = last
    x = keras.layers.Dense(d, activation="relu")(keras.layers.Concatenate()([c, h]))
    return keras.Model([context, query], keras.layers.Dense(n_values)(x))
