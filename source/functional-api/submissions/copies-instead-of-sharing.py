# student: shares the embedding of title and body, but copies what should be shared: builds the parts anew for the autoencoder,
#   clones the encoder for the second twin; layer.output for the extractor
# score: 9.5
# %% q1
def build_ticket_model(num_words, num_tags, num_departments):
    title_in = keras.Input(shape=(None,), name="title")
    body_in = keras.Input(shape=(None,), name="body")
    tags_in = keras.Input(shape=(num_tags,), name="tags")

    # The same words in title and body, so one embedding is enough. (The test complains about the number
    # of weights: it expects 640,000 more. But why learn every word twice?)
    emb = keras.layers.Embedding(num_words, 64, name="word_embedding")

    title_vec = keras.layers.LSTM(128, name="title_lstm")(emb(title_in))
    body_vec = keras.layers.LSTM(32, name="body_lstm")(emb(body_in))

    x = keras.layers.Concatenate(name="features")([title_vec, body_vec, tags_in])

    priority_out = keras.layers.Dense(1, name="priority")(x)
    department_out = keras.layers.Dense(num_departments, name="department")(x)

    return keras.Model(
        inputs=[title_in, body_in, tags_in],
        outputs=[priority_out, department_out],
        name="tickets",
    )

# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    losses = {}
    losses["priority"] = keras.losses.BinaryCrossentropy(from_logits=True)
    losses["department"] = keras.losses.CategoricalCrossentropy(from_logits=True)
    weights = {}
    weights["priority"] = w_priority
    weights["department"] = w_department
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.005), loss=losses, loss_weights=weights)
    print("compiled with", weights)

# %% q3
def make_encoder():
    m = keras.Sequential(name="encoder")
    m.add(keras.Input((28, 28, 1)))
    m.add(keras.layers.Conv2D(16, 3, activation="relu"))
    m.add(keras.layers.Conv2D(32, 3, activation="relu"))
    m.add(keras.layers.MaxPooling2D(3))
    m.add(keras.layers.Conv2D(32, 3, activation="relu"))
    m.add(keras.layers.Conv2D(16, 3, activation="relu"))
    m.add(keras.layers.GlobalMaxPooling2D())
    return m


def make_decoder():
    m = keras.Sequential(name="decoder")
    m.add(keras.Input((16,)))
    m.add(keras.layers.Reshape((4, 4, 1)))
    m.add(keras.layers.Conv2DTranspose(16, 3, activation="relu"))
    m.add(keras.layers.Conv2DTranspose(32, 3, activation="relu"))
    m.add(keras.layers.UpSampling2D(3))
    m.add(keras.layers.Conv2DTranspose(16, 3, activation="relu"))
    m.add(keras.layers.Conv2DTranspose(1, 3, activation="relu"))
    return m


def build_autoencoder():
    # the autoencoder is the two models one after the other
    autoencoder = keras.Sequential([make_encoder(), make_decoder()], name="autoencoder")
    return make_encoder(), make_decoder(), autoencoder

# %% q4
def all_layer_outputs(model):
    outputs = {}
    for layer in model.layers:
        outputs[layer.name] = layer.output
    # TODO the two special cases. clone_model(..., call_function=...)? I don't see how that helps
    return keras.Model(inputs=model.inputs, outputs=outputs)

# %% q5
def build_siamese(encoder):
    # A twin is a second network of the same kind. Keras wants different names for the two.
    twin = keras.models.clone_model(encoder)
    twin.name = encoder.name + "_twin"

    a = keras.Input(shape=encoder.input_shape[1:], name="a")
    b = keras.Input(shape=encoder.input_shape[1:], name="b")
    cos = keras.layers.Dot(axes=1, normalize=True)([encoder(a), twin(b)])
    return keras.Model([a, b], cos)
