# student: careful, wants to understand the graph: losses from the formulas, the extractor walks back through it; all right
# score: 20
# %% q1
def read_words(name, num_words, units):
    """An input for words and the last state of the LSTM that reads them."""
    words = keras.Input(shape=(None,), dtype="int32", name=name)
    embedded = keras.layers.Embedding(input_dim=num_words, output_dim=64)(words)
    # h is the last state, c the last cell state (not asked for)
    _, h, c = keras.layers.LSTM(units, return_state=True)(embedded)
    return words, h


def build_ticket_model(num_words, num_tags, num_departments):
    title, title_state = read_words("title", num_words, 128)
    body, body_state = read_words("body", num_words, 32)
    tags = keras.Input(shape=(num_tags,), dtype="float32", name="tags")

    ticket = keras.layers.concatenate([title_state, body_state, tags])
    sizes = {"priority": 1, "department": num_departments}
    answers = [keras.layers.Dense(units, name=name)(ticket) for name, units in sizes.items()]
    return keras.Model(inputs=[title, body, tags], outputs=answers)

# by hand, for the example: 173 = 172 * 1 + 1 and 692 = 172 * 4 + 4, where 172 = 128 + 32 + 12
# build_ticket_model(10_000, 12, 4).summary()

# %% q2
def bce_from_logits(y, z):
    # ln(1 + e^z) - y z; tf.math.softplus(z) is ln(1 + e^z) without the overflow
    return tf.reduce_mean(tf.math.softplus(z) - y * z, axis=-1)


def cce_from_logits(y, z):
    return tf.reduce_logsumexp(z, axis=-1) - tf.reduce_sum(y * z, axis=-1)


def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    model.compile(
        optimizer=keras.optimizers.Nadam(learning_rate=0.01),
        loss={"department": cce_from_logits, "priority": bce_from_logits},
        loss_weights={"department": float(w_department), "priority": float(w_priority)},
    )

# %% q3
def chain(name, shape, layers):
    start = keras.Input(shape)
    end = start
    for layer in layers:
        end = layer(end)
    return keras.Model(start, end, name=name)


def build_autoencoder():
    L = keras.layers
    options = {"kernel_size": (3, 3), "activation": "relu"}

    down = [L.Conv2D(filters, **options) for filters in (16, 32, 32, 16)]
    down.insert(2, L.MaxPooling2D(pool_size=3))
    down.append(L.GlobalMaxPooling2D())
    encoder = chain("encoder", (28, 28, 1), down)

    up = [L.Conv2DTranspose(filters, **options) for filters in (16, 32, 16, 1)]
    up.insert(2, L.UpSampling2D(size=3))
    up.insert(0, L.Reshape((4, 4, 1)))
    decoder = chain("decoder", (16,), up)

    # continue the graph of the encoder through the decoder: no new layer is made here
    autoencoder = keras.Model(encoder.input, decoder(encoder.output), name="autoencoder")
    return encoder, decoder, autoencoder

# %% q4
def all_layer_outputs(model):
    # Every symbolic tensor knows the layer and the number of the call that it comes from, so I walk
    # from the outputs back to the inputs and write down each call once.
    calls = {}  # layer -> {number of the call: activation}

    def visit(tensor):
        layer, number, _ = tensor._keras_history
        known = calls.setdefault(layer, {})
        if number in known:
            return
        node = layer._inbound_nodes[number]
        results = node.output_tensors
        known[number] = results[0] if len(results) == 1 else results
        for source in node.input_tensors:
            visit(source)

    for output in model.outputs:
        visit(output)

    activations = {}
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        in_order = [calls[layer][number] for number in sorted(calls[layer])]
        activations[layer.name] = in_order[0] if len(in_order) == 1 else in_order
    return keras.Model(inputs=model.inputs, outputs=activations)

# %% q5
def build_siamese(encoder):
    shape = encoder.inputs[0].shape[1:]
    left, right = keras.Input(shape=shape), keras.Input(shape=shape)
    to_length_1 = keras.layers.UnitNormalization(axis=-1)
    u, v = (to_length_1(encoder(side)) for side in (left, right))
    # of vectors of length 1 the dot product is the cosine
    return keras.Model(inputs=[left, right], outputs=keras.layers.Dot(axes=-1)([u, v]))
