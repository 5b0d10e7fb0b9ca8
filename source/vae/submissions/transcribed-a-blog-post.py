# student: Gül, transcribed a Keras 2 blog post: standard deviation from exp(log_var), latents decoded from a grid, label as a number
# score: 9
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_sigma = inputs
        batch = tf.shape(z_mean)[0]
        latent = tf.shape(z_mean)[1]
        epsilon = tf.random.normal(shape=(batch, latent), mean=0.0, stddev=1.0)
        return z_mean + tf.exp(z_log_sigma) * epsilon

# %% q2
def kl_loss(z_mean, z_log_var):
    return -0.5 * tf.reduce_mean(1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var), axis=-1)

# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    # the post multiplied by original_dim
    original_dim = int(np.prod(x.shape[1:]))
    reconstruction = original_dim * tf.reduce_mean(keras.losses.binary_crossentropy(x, x_tilde))
    kl = tf.reduce_mean(kl_loss(z_mean, z_log_var))
    return {"loss": reconstruction + kl, "reconstruction_loss": reconstruction, "kl_loss": kl}

# %% q4a
def build_encoder(latent_dim=2):
    inputs = keras.Input(shape=(8, 8))
    h = keras.layers.Dense(64, activation="relu")(keras.layers.Flatten()(inputs))
    z_mean = keras.layers.Dense(latent_dim)(h)
    z_log_sigma = keras.layers.Dense(latent_dim)(h)
    z = Sampling()([z_mean, z_log_sigma])
    return keras.Model(inputs, [z_mean, z_log_sigma, z])

# %% q4b
def build_decoder(latent_dim=2):
    latent_inputs = keras.Input(shape=(latent_dim,))
    x = keras.layers.Dense(64, activation="relu")(latent_inputs)
    outputs = keras.layers.Dense(64, activation="sigmoid")(x)
    return keras.Model(latent_inputs, keras.layers.Reshape((8, 8))(outputs))

# %% q4c
class VAE(keras.Model):
    def __init__(self, encoder, decoder, beta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.beta = beta

    def train_step(self, data):
        with tf.GradientTape() as tape:
            z_mean, z_log_sigma, z = self.encoder(data)
            losses = vae_losses(data, self.decoder(z), z_mean, z_log_sigma)
        grads = tape.gradient(losses["loss"], self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        return losses

# %% q5
def generate(vae, m, seed):
    n = int(np.ceil(np.sqrt(m)))
    grid = np.linspace(-2, 2, n)
    z = np.array([[a, b] for a in grid for b in grid])[:m]
    return vae.decoder.predict(z, verbose=0)

# %% q6
class CVAE(keras.Model):
    def __init__(self, latent_dim=2, n_classes=3, **kwargs):
        super().__init__(**kwargs)
        self.latent_dim = latent_dim
        self.encoder = build_encoder(latent_dim)
        self.decoder = build_decoder(latent_dim + 1)

    def train_step(self, data):
        x, y = data
        y = tf.cast(y, tf.float32)[:, None]
        with tf.GradientTape() as tape:
            z_mean, z_log_sigma, z = self.encoder(x)
            losses = vae_losses(x, self.decoder(tf.concat([z, y], axis=-1)), z_mean, z_log_sigma)
        grads = tape.gradient(losses["loss"], self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        return losses

    def generate_class(self, c, m, seed):
        tf.random.set_seed(seed)
        z = tf.random.normal((m, self.latent_dim))
        return self.decoder(tf.concat([z, tf.fill((m, 1), float(c))], axis=-1))
