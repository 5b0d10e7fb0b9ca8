# student: Dana, took binary_crossentropy as it comes; her VAE trains, its loss is small, all its images are alike
# score: 14.5
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        batch = tf.shape(z_mean)[0]
        dim = tf.shape(z_mean)[1]
        epsilon = tf.random.normal(shape=(batch, dim))
        return z_mean + tf.exp(0.5 * z_log_var) * epsilon

# %% q2
def kl_loss(z_mean, z_log_var):
    kl = -0.5 * (1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var))
    return tf.reduce_sum(kl, axis=1)

# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    reconstruction_loss = tf.reduce_mean(keras.losses.binary_crossentropy(x, x_tilde))
    kl = tf.reduce_mean(kl_loss(z_mean, z_log_var))
    return {"loss": reconstruction_loss + kl, "reconstruction_loss": reconstruction_loss, "kl_loss": kl}

# %% q4a
def build_encoder(latent_dim=2):
    encoder_inputs = keras.Input(shape=(8, 8))
    x = keras.layers.Flatten()(encoder_inputs)
    x = keras.layers.Dense(64, activation="relu")(x)
    z_mean = keras.layers.Dense(latent_dim, name="z_mean")(x)
    z_log_var = keras.layers.Dense(latent_dim, name="z_log_var")(x)
    z = Sampling()([z_mean, z_log_var])
    return keras.Model(encoder_inputs, [z_mean, z_log_var, z], name="encoder")

# %% q4b
def build_decoder(latent_dim=2):
    latent_inputs = keras.Input(shape=(latent_dim,))
    x = keras.layers.Dense(64, activation="relu")(latent_inputs)
    x = keras.layers.Dense(64, activation="sigmoid")(x)
    decoder_outputs = keras.layers.Reshape((8, 8))(x)
    return keras.Model(latent_inputs, decoder_outputs, name="decoder")

# %% q4c
class VAE(keras.Model):
    def __init__(self, encoder, decoder, beta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.beta = beta
        self.total_loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_loss_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        return [self.total_loss_tracker, self.reconstruction_loss_tracker, self.kl_loss_tracker]

    def train_step(self, data):
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder(data)
            reconstruction = self.decoder(z)
            reconstruction_loss = tf.reduce_mean(keras.losses.binary_crossentropy(data, reconstruction))
            kl = -0.5 * (1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var))
            kl = tf.reduce_mean(tf.reduce_sum(kl, axis=1))
            total_loss = reconstruction_loss + self.beta * kl
        grads = tape.gradient(total_loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        self.total_loss_tracker.update_state(total_loss)
        self.reconstruction_loss_tracker.update_state(reconstruction_loss)
        self.kl_loss_tracker.update_state(kl)
        return {
            "loss": self.total_loss_tracker.result(),
            "reconstruction_loss": self.reconstruction_loss_tracker.result(),
            "kl_loss": self.kl_loss_tracker.result(),
        }

# %% q5
def generate(vae, m, seed):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((m, vae.decoder.input_shape[1]))
    return vae.decoder.predict(z, verbose=0)

# %% q6
class CVAE(keras.Model):
    def __init__(self, latent_dim=2, n_classes=3, **kwargs):
        super().__init__(**kwargs)
        self.latent_dim = latent_dim
        self.n_classes = n_classes
        self.encoder = build_encoder(latent_dim)
        self.decoder = build_decoder(latent_dim + n_classes)

    def train_step(self, data):
        x, y = data
        y = tf.one_hot(tf.cast(y, tf.int32), self.n_classes)
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder(x)
            reconstruction = self.decoder(tf.concat([z, y], axis=1))
            losses = vae_losses(x, reconstruction, z_mean, z_log_var)
        grads = tape.gradient(losses["loss"], self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        return losses

    def generate_class(self, c, m, seed):
        rng = np.random.default_rng(seed)
        z = rng.standard_normal((m, self.latent_dim)).astype("float32")
        y = np.zeros((m, self.n_classes), dtype="float32")
        y[:, c] = 1.0
        return self.decoder.predict(np.concatenate([z, y], axis=1), verbose=0)

# %% d1 [markdown]
# My model had kl_loss near 0 from the start, which I took for a good sign. All generated images look the same. With beta = 0 the kl is large.
# I think it overfits.
