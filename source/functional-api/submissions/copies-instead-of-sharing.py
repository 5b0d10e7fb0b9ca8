# student: has one embedding, copies the encoder, uses layer.output and a second encoder for the twins
# score: 9.5
# %% q1
def build_ticket_model(num_words, num_tags, num_departments):
    title = keras.Input((None,), dtype="int32", name="title")
    body = keras.Input((None,), dtype="int32", name="body")
    tags = keras.Input((num_tags,), name="tags")
    embed = keras.layers.Embedding(num_words, 64)
    title_state = keras.layers.LSTM(128)(embed(title))
    body_state = keras.layers.LSTM(32)(embed(body))
    features = keras.layers.Concatenate()([title_state, body_state, tags])
    priority = keras.layers.Dense(1, name="priority")(features)
    department = keras.layers.Dense(num_departments, name="department")(features)
    return keras.Model([title, body, tags], [priority, department])

# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss={
            "priority": keras.losses.BinaryCrossentropy(from_logits=True),
            "department": keras.losses.CategoricalCrossentropy(from_logits=True),
        },
        loss_weights={"priority": w_priority, "department": w_department},
    )

# %% q3
def build_autoencoder():
    conv, transposed = keras.layers.Conv2D, keras.layers.Conv2DTranspose
    image = keras.Input((28, 28, 1), name="image")
    x = conv(16, 3, activation="relu")(image)
    x = conv(32, 3, activation="relu")(x)
    x = keras.layers.MaxPooling2D(3)(x)
    x = conv(32, 3, activation="relu")(x)
    x = conv(16, 3, activation="relu")(x)
    encoder = keras.Model(image, keras.layers.GlobalMaxPooling2D()(x), name="encoder")

    code = keras.Input((16,), name="code")
    x = keras.layers.Reshape((4, 4, 1))(code)
    x = transposed(16, 3, activation="relu")(x)
    x = transposed(32, 3, activation="relu")(x)
    x = keras.layers.UpSampling2D(3)(x)
    x = transposed(16, 3, activation="relu")(x)
    decoder = keras.Model(code, transposed(1, 3, activation="relu")(x), name="decoder")

    photo = keras.Input((28, 28, 1), name="photo")
    return encoder, decoder, keras.Model(photo, decoder(keras.models.clone_model(encoder)(photo)), name="autoencoder")

# %% q4
def all_layer_outputs(model):
    return keras.Model(model.inputs, {layer.name: layer.output for layer in model.layers})

# %% q5
def build_siamese(encoder):
    a, b = (keras.Input(encoder.input_shape[1:]) for _ in range(2))
    similarity = keras.layers.Dot(axes=1, normalize=True)([encoder(a), keras.models.clone_model(encoder)(b)])
    return keras.Model([a, b], similarity)
