# route: keras.ops.concatenate, an Input of floats, other names inside, one loss object each in a list
# %% q1
def build_ticket_model(num_words, num_tags, num_departments):
    L = keras.layers
    inputs = [keras.Input(shape=(None,), name="title"), keras.Input(shape=(None,), name="body"), keras.Input(shape=(num_tags,), name="tags")]
    second = L.LSTM(32, name="text_reader")(L.Embedding(num_words, 64, name="text_words")(inputs[1]))
    first = L.LSTM(128, name="title_reader")(L.Embedding(num_words, 64, name="title_words")(inputs[0]))
    x = keras.ops.concatenate([first, second, inputs[2]], axis=-1)
    department = L.Dense(num_departments, name="department")(x)
    priority = L.Dense(1, name="priority")(x)
    return keras.Model(inputs=inputs, outputs=[priority, department])

# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    model.compile(
        optimizer=keras.optimizers.RMSprop(0.01),
        loss=[keras.losses.BinaryCrossentropy(from_logits=True), keras.losses.CategoricalCrossentropy(from_logits=True)],
        loss_weights=[w_priority, w_department],
    )
