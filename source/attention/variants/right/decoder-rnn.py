# route: a GRU Decoder that starts from the last Encoder state and reads the query; attention from its state
# %% q5a
def build_qa_model(attention, n_keys, n_values, n_pairs):
    d = 32
    context = keras.layers.Input(shape=(2 * n_pairs,), dtype="int32")
    query = keras.layers.Input(shape=(), dtype="int32")
    embedding = keras.layers.Embedding(n_keys + n_values, d)
    H_bar, last = keras.layers.GRU(d, return_sequences=True, return_state=True)(embedding(context))
    x = keras.layers.Reshape((1, d))(embedding(query))
    h = keras.layers.GRU(d)(x, initial_state=last)
    if attention:
        scores = keras.layers.Dot(axes=(2, 1))([H_bar, keras.layers.Dense(d)(h)])
        c = keras.layers.Dot(axes=1)([keras.layers.Softmax()(scores), H_bar])
        y = keras.layers.Concatenate()([c, h])
    else:
        y = h
    y = keras.layers.Dense(d, activation="relu")(y)
    return keras.Model([context, query], keras.layers.Dense(n_values)(y))

# %% q5b
def train_qa(model, data):
    context, query, answer = data
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.optimizer.learning_rate.assign(0.005)
    return model.fit([context, query], answer, batch_size=64, epochs=12, validation_split=0.05, verbose=0)
