# route: a subclassed model that uses AttentionHeadD; D without attention is a plain Dense; own training loop
# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, h_shape, H_bar_shape):
        d = h_shape[-1]
        self.W_c = self.add_weight(shape=(d, self.units), initializer="glorot_uniform", name="W_c")
        self.W_h = self.add_weight(shape=(d, self.units), initializer="glorot_uniform", name="W_h")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, h, H_bar):
        if len(h.shape) == 2:
            alpha = tf.nn.softmax(tf.einsum("bd,bsd->bs", h, H_bar))
            c = tf.einsum("bs,bsd->bd", alpha, H_bar)
        else:
            c = tf.nn.softmax(h @ tf.transpose(H_bar, [0, 2, 1])) @ H_bar
        return c @ self.W_c + h @ self.W_h + self.b

# %% q5a
class QA(keras.Model):
    def __init__(self, attention, n_tokens, n_values, d=40):
        super().__init__()
        self.attention = attention
        self.embed = keras.layers.Embedding(n_tokens, d)
        self.encoder = keras.layers.GRU(d, return_sequences=True)
        self.decoder = keras.layers.Dense(d)
        self.D = AttentionHeadD(d) if attention else keras.layers.Dense(d)
        self.out = keras.layers.Dense(n_values)

    def call(self, inputs):
        context, query = inputs
        H_bar = self.encoder(self.embed(context))
        h = self.decoder(self.embed(query))
        y = self.D(h, H_bar) if self.attention else self.D(tf.concat([H_bar[:, -1], h], axis=-1))
        return self.out(tf.nn.relu(y))


def build_qa_model(attention, n_keys, n_values, n_pairs):
    return QA(attention, n_keys + n_values, n_values)

# %% q5b
def train_qa(model, data, epochs=8, batch=50):
    optimizer = keras.optimizers.Adam(0.005)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function(jit_compile=False)
    def step(context, query, answer):
        with tf.GradientTape() as tape:
            loss = loss_of(answer, model([context, query], training=True))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    dataset = tf.data.Dataset.from_tensor_slices(data).shuffle(4000).batch(batch, drop_remainder=True)
    for _ in range(epochs):
        for context, query, answer in dataset:
            step(context, query, answer)
