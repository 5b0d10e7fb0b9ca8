# student: moved code between notebooks: a name that is not imported here in Question 1, a lost bracket in Question 3; the rest is right
# score: 10
# %% q1
def build_ticket_model(num_words, num_tags, num_departments):
    title = layers.Input((None,), name="title")
    body = layers.Input((None,), name="body")
    tags = layers.Input((num_tags,), name="tags")

    t = layers.Embedding(num_words, 64)(title)
    t = layers.LSTM(128)(t)
    b = layers.Embedding(num_words, 64)(body)
    b = layers.LSTM(32)(b)

    both = layers.Concatenate()([t, b, tags])
    return keras.Model(
        [title, body, tags],
        [layers.Dense(1, name="priority")(both), layers.Dense(num_departments, name="department")(both)],
    )

# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    binary = keras.losses.BinaryCrossentropy(from_logits=True)
    categorical = keras.losses.CategoricalCrossentropy(from_logits=True)
    # lists: in the order of the outputs, [priority, department]
    model.compile("adam", [binary, categorical], loss_weights=[w_priority, w_department])
    return model

# %% q3
def build_autoencoder():
    def conv(n):
        return keras.layers.Conv2D(n, kernel_size=3, activation="relu")

    def deconv(n):
        return keras.layers.Conv2DTranspose(n, kernel_size=3, activation="relu")

    img = keras.Input((28, 28, 1))
    e = conv(32)(conv(16)(img))
    e = keras.layers.MaxPooling2D(3)(e)
    e = conv(16)(conv(32)(e))
    e = keras.layers.GlobalMaxPooling2D()(e)
    encoder = keras.Model(img, e)

    code = keras.Input((16,))
    d = keras.layers.Reshape((4, 4, 1))(code)
    d = deconv(32)(deconv(16)(d)
    d = keras.layers.UpSampling2D(3)(d)
    d = deconv(1)(deconv(16)(d))
    decoder = keras.Model(code, d)

    autoencoder = keras.Model(img, decoder(encoder(img)))
    return encoder, decoder, autoencoder

# %% q4
def all_layer_outputs(model):
    record = []  # (name, output) of each call, in the order of the calls

    def same_layer(layer):
        return layer

    def call_and_record(layer, *args, **kwargs):
        output = layer(*args, **kwargs)
        record.append((layer.name, output))
        return output

    # idea from the docs of clone_model: no new layers, the old ones are called again
    again = keras.models.clone_model(model, clone_function=same_layer, call_function=call_and_record)

    activations = {}
    for name in {name for name, _ in record}:
        outputs = [output for other, output in record if other == name]
        if len(outputs) == 1:
            activations[name] = outputs[0]
        else:
            activations[name] = outputs
    return keras.Model(again.inputs, activations)

# %% q5
def build_siamese(encoder):
    def length(vectors):
        return keras.ops.sqrt(keras.ops.sum(vectors * vectors, axis=1, keepdims=True))

    a = keras.Input(encoder.input_shape[1:])
    b = keras.Input(encoder.input_shape[1:])
    u = encoder(a)
    v = encoder(b)
    uv = keras.ops.sum(u * v, axis=1, keepdims=True)
    return keras.Model([a, b], uv / (length(u) * length(v)))
