# student: slow and thorough, did Questions 1 to 3, began the fourth
# score: 14
# %% q1
def build_ticket_model(num_words, num_tags, num_departments):
    # 1) inputs
    in_title = keras.layers.Input(shape=(None,), name="title")
    in_body = keras.layers.Input(shape=(None,), name="body")
    in_tags = keras.layers.Input(shape=(num_tags,), name="tags")

    # 2) title -> 128
    emb_title = keras.layers.Embedding(num_words, 64, name="emb_title")
    rnn_title = keras.layers.RNN(keras.layers.LSTMCell(128), name="rnn_title")
    h_title = rnn_title(emb_title(in_title))

    # 3) body -> 32
    emb_body = keras.layers.Embedding(num_words, 64, name="emb_body")
    rnn_body = keras.layers.RNN(keras.layers.LSTMCell(32), name="rnn_body")
    h_body = rnn_body(emb_body(in_body))

    # 4) all together, and the two heads (logits!)
    h = keras.ops.concatenate([h_title, h_body, in_tags], axis=1)
    out_department = keras.layers.Dense(num_departments, activation=None, name="department")(h)
    out_priority = keras.layers.Dense(1, activation=None, name="priority")(h)

    model = keras.Model(inputs=[in_title, in_body, in_tags], outputs=[out_priority, out_department])
    # model.summary()
    return model

# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    # from_logits, because the last layers have no sigmoid/softmax
    loss_fns = {
        "priority": lambda y, z: keras.losses.binary_crossentropy(y, z, from_logits=True),
        "department": lambda y, z: keras.losses.categorical_crossentropy(y, z, from_logits=True),
    }
    loss_wts = {"priority": w_priority, "department": w_department}
    opt = keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)
    model.compile(optimizer=opt, loss=loss_fns, loss_weights=loss_wts)

# %% q3
def build_autoencoder():
    # ---- encoder, sizes as in the table ----
    img = keras.Input(shape=(28, 28, 1), name="img")
    h1 = keras.layers.Conv2D(filters=16, kernel_size=3, activation="relu", name="enc_1")(img)   # 26
    h2 = keras.layers.Conv2D(filters=32, kernel_size=3, activation="relu", name="enc_2")(h1)    # 24
    h3 = keras.layers.MaxPooling2D(pool_size=(3, 3), name="enc_pool")(h2)                       # 8
    h4 = keras.layers.Conv2D(filters=32, kernel_size=3, activation="relu", name="enc_3")(h3)    # 6
    h5 = keras.layers.Conv2D(filters=16, kernel_size=3, activation="relu", name="enc_4")(h4)    # 4
    enc_out = keras.ops.max(h5, axis=(1, 2))                                                    # global max, (B, 16)
    encoder = keras.Model(img, enc_out, name="encoder")

    # ---- decoder ----
    dec_in = keras.Input(shape=(16,), name="code")
    g1 = keras.layers.Reshape((4, 4, 1))(dec_in)
    g2 = keras.layers.Conv2DTranspose(16, 3, activation="relu", name="dec_1")(g1)               # 6
    g3 = keras.layers.Conv2DTranspose(32, 3, activation="relu", name="dec_2")(g2)               # 8
    g4 = keras.layers.UpSampling2D(size=(3, 3))(g3)                                             # 24
    g5 = keras.layers.Conv2DTranspose(16, 3, activation="relu", name="dec_3")(g4)               # 26
    dec_out = keras.layers.Conv2DTranspose(1, 3, activation="relu", name="dec_4")(g5)           # 28
    decoder = keras.Model(dec_in, dec_out, name="decoder")

    # ---- both: calling a model as a layer shares its weights ----
    class Autoencoder(keras.Model):
        def __init__(self):
            super().__init__()
            self.encoder = encoder
            self.decoder = decoder

        def call(self, x):
            return self.decoder(self.encoder(x))

    autoencoder = Autoencoder()
    autoencoder.build((None, 28, 28, 1))
    return encoder, decoder, autoencoder

# %% q4
def all_layer_outputs(model):
    outputs = {}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            pass  # nested: layer.output is from the wrong graph ... how do I get the call?
        # shared layers need a list
    # to be continued, out of time
