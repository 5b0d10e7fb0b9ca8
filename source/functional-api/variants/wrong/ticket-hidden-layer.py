# mistake: puts one more layer before the outputs
# fails: q1_weights
# %% q1
def build_ticket_model(num_words, num_tags, num_departments):
    title = keras.Input((None,), dtype="int32", name="title")
    body = keras.Input((None,), dtype="int32", name="body")
    tags = keras.Input((num_tags,), name="tags")
    title_state = keras.layers.LSTM(128)(keras.layers.Embedding(num_words, 64)(title))
    body_state = keras.layers.LSTM(32)(keras.layers.Embedding(num_words, 64)(body))
    features = keras.layers.Concatenate()([title_state, body_state, tags])
    features = keras.layers.Dense(32, activation="relu")(features)
    priority = keras.layers.Dense(1, name="priority")(features)
    department = keras.layers.Dense(num_departments, name="department")(features)
    return keras.Model([title, body, tags], [priority, department])
