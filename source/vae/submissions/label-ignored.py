# student: Emre, finished late: the label gets lost between train_step and the Decoder, and the seed in generate was forgotten
# score: 18
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        return tf.random.normal(tf.shape(z_mean)) * tf.exp(z_log_var * 0.5) + z_mean

# %% q2
def kl_loss(z_mean, z_log_var):
    return tf.reduce_sum((tf.exp(z_log_var) + z_mean**2 - 1 - z_log_var) / 2, -1)

# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    bce = keras.losses.BinaryCrossentropy(reduction=None)
    n = tf.shape(x)[0]
    x, x_tilde = tf.reshape(x, (n, -1, 1)), tf.reshape(x_tilde, (n, -1, 1))
    r = tf.reduce_mean(tf.reduce_sum(bce(x, x_tilde), axis=1))
    d = tf.reduce_mean(kl_loss(z_mean, z_log_var))
    return {"loss": r + d, "reconstruction_loss": r, "kl_loss": d}

# %% q4a
def build_encoder(latent_dim=2):
    i = keras.layers.Input((8, 8))
    h = keras.layers.Dense(64, "relu")(keras.layers.Flatten()(i))
    a, b = keras.layers.Dense(latent_dim)(h), keras.layers.Dense(latent_dim)(h)
    return keras.Model(i, [a, b, Sampling()([a, b])])

# %% q4b
def build_decoder(latent_dim=2):
    i = keras.layers.Input((latent_dim,))
    h = keras.layers.Dense(64, "relu")(i)
    return keras.Model(i, keras.layers.Reshape((8, 8))(keras.layers.Dense(64, "sigmoid")(h)))

# %% q4c
class VAE(keras.Model):
    def __init__(self, encoder, decoder, beta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder, self.beta = encoder, decoder, beta
        self.m1 = keras.metrics.Mean("loss")
        self.m2 = keras.metrics.Mean("reconstruction_loss")
        self.m3 = keras.metrics.Mean("kl_loss")

    @property
    def metrics(self):
        return [self.m1, self.m2, self.m3]

    def train_step(self, data):
        with tf.GradientTape() as t:
            a, b, z = self.encoder(data)
            ls = vae_losses(data, self.decoder(z), a, b)
            total = ls["reconstruction_loss"] + self.beta * ls["kl_loss"]
        g = t.gradient(total, self.trainable_variables)
        self.optimizer.apply_gradients(zip(g, self.trainable_variables))
        self.m1.update_state(total)
        self.m2.update_state(ls["reconstruction_loss"])
        self.m3.update_state(ls["kl_loss"])
        return {m.name: m.result() for m in self.metrics}

# %% q5
def generate(vae, m, seed):
    z = np.random.normal(size=(m, vae.decoder.input_shape[-1]))
    return vae.decoder(z.astype("float32"))

# %% q6
class CVAE(keras.Model):
    def __init__(self, latent_dim=2, n_classes=3, **kwargs):
        super().__init__(**kwargs)
        self.latent_dim, self.n_classes = latent_dim, n_classes
        self.encoder = build_encoder(latent_dim)
        self.decoder = build_decoder(latent_dim + n_classes)

    def condition(self, z, c=None):
        # TODO pass the label from train_step
        label = tf.zeros((tf.shape(z)[0], self.n_classes))
        return tf.concat([z, label], axis=1)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as t:
            a, b, z = self.encoder(x)
            ls = vae_losses(x, self.decoder(self.condition(z)), a, b)
        self.optimizer.apply_gradients(zip(t.gradient(ls["loss"], self.trainable_variables), self.trainable_variables))
        return ls

    def generate_class(self, c, m, seed):
        z = np.random.default_rng(seed).normal(size=(m, self.latent_dim))
        return self.decoder(self.condition(tf.constant(z, tf.float32), c))
