# student: Finn, a bracket is missing in question 3 and question 5 runs as a script when the cell runs; the rest is right
# score: 15
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        eps = tf.random.normal(tf.shape(z_mean))
        return z_mean + tf.exp(0.5 * z_log_var) * eps

# %% q2
def kl_loss(z_mean, z_log_var):
    return -0.5 * tf.reduce_sum(1 + z_log_var - z_mean**2 - tf.exp(z_log_var), axis=1)

# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    p = tf.clip_by_value(x_tilde, 1e-7, 1 - 1e-7)
    bce = -(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p)
    r = tf.reduce_mean(tf.reduce_sum(bce, axis=[1, 2]))
    k = tf.reduce_mean(kl_loss(z_mean, z_log_var))
    return {"loss": r + k, "reconstruction_loss": r, "kl_loss": k}

# %% q4a
def build_encoder(latent_dim=2):
    x_in = keras.Input((8, 8))
    h = keras.layers.Flatten()(x_in)
    h = keras.layers.Dense(64, activation="relu")(h)
    mean = keras.layers.Dense(latent_dim)(h)
    log_var = keras.layers.Dense(latent_dim)(h)
    return keras.Model(x_in, [mean, log_var, Sampling()([mean, log_var])])

# %% q4b
def build_decoder(latent_dim=2):
    z_in = keras.Input((latent_dim,))
    h = keras.layers.Dense(64, activation="relu")(z_in)
    h = keras.layers.Dense(64, activation="sigmoid")(h)
    return keras.Model(z_in, keras.layers.Reshape((8, 8))(h))

# %% q4c
class VAE(keras.Model):
    def __init__(self, encoder, decoder, beta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.beta = beta
        self.trackers = [keras.metrics.Mean(name=n) for n in ["loss", "reconstruction_loss", "kl_loss"]]

    @property
    def metrics(self):
        return self.trackers

    def train_step(self, data):
        with tf.GradientTape() as tape:
            mean, log_var, z = self.encoder(data)
            out = vae_losses(data, self.decoder(z), mean, log_var)
            loss = out["reconstruction_loss"] + self.beta * out["kl_loss"]
        grads = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        for tracker, value in zip(self.trackers, [loss, out["reconstruction_loss"], out["kl_loss"]]):
            tracker.update_state(value)
        return {t.name: t.result() for t in self.trackers}

# %% q5
vae = VAE(build_encoder(), build_decoder())
vae.compile(optimizer="adam")
vae.load_weights("my_vae.weights.h5")

def generate(vae, m, seed):
    keras.utils.set_random_seed(seed)
    return vae.decoder(tf.random.normal((m, vae.decoder.input_shape[-1])))

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
        label = tf.one_hot(y, self.n_classes)
        with tf.GradientTape() as tape:
            mean, log_var, z = self.encoder(x)
            out = vae_losses(x, self.decoder(tf.concat([z, label], 1)), mean, log_var)
        grads = tape.gradient(out["loss"], self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        return out

    def generate_class(self, c, m, seed):
        keras.utils.set_random_seed(seed)
        z = tf.random.normal((m, self.latent_dim))
        return self.decoder(tf.concat([z, tf.one_hot([c] * m, self.n_classes)], 1))
