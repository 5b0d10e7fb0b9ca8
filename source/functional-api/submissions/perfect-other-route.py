# student: careful, other route throughout; all right
# score: 20
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

# %% q3
def build_autoencoder():
    L = keras.layers
    encoder = keras.Sequential([
        keras.Input((28, 28, 1)),
        L.Conv2D(16, (3, 3), activation="relu"), L.Conv2D(32, (3, 3), activation="relu"), L.MaxPool2D((3, 3)),
        L.Conv2D(32, (3, 3)), L.ReLU(), L.Conv2D(16, (3, 3), activation="relu"), L.GlobalMaxPool2D(),
    ])
    decoder = keras.Sequential([
        keras.Input((16,)),
        L.Reshape((4, 4, 1)), L.Conv2DTranspose(16, 3, activation="relu"), L.Conv2DTranspose(32, 3, activation="relu"), L.UpSampling2D(3),
        L.Conv2DTranspose(16, 3, activation="relu"), L.Conv2DTranspose(1, 3, activation="relu"),
    ])
    return encoder, decoder, keras.Sequential([encoder, decoder])

# %% q4
def all_layer_outputs(model):
    wanted = {}
    for nodes in model._nodes_by_depth.values():
        for node in nodes:
            wanted.setdefault(node.operation.name, []).append((node.operation._inbound_nodes.index(node), node.output_tensors[0]))
    outputs = {}
    for name, found in wanted.items():
        tensors = [tensor for _, tensor in sorted(found, key=lambda pair: pair[0])]
        outputs[name] = tensors if len(tensors) > 1 else tensors[0]
    return keras.Model(model.inputs, outputs)

# %% q5
class Siamese(keras.Model):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def call(self, pair):
        u, v = self.encoder(pair[0]), self.encoder(pair[1])
        u = u / keras.ops.norm(u, axis=-1, keepdims=True)
        v = v / keras.ops.norm(v, axis=-1, keepdims=True)
        return keras.ops.sum(u * v, axis=-1, keepdims=True)


def build_siamese(encoder):
    return Siamese(encoder)
