# route: VAE and CVAE are self-contained: own layers, own losses, no earlier answer used
# %% q4c
class VAE(keras.Model):
    def __init__(self, encoder, decoder, beta=1.0):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        self.beta = beta
        self.total_tracker = keras.metrics.Mean(name="loss")
        self.bce_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.kl_tracker = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        return [self.total_tracker, self.bce_tracker, self.kl_tracker]

    def train_step(self, data):
        with tf.GradientTape() as tape:
            mu, log_var, _ = self.encoder(data)
            # samples once more by itself; the Encoder's own sample is not used
            z = mu + tf.exp(0.5 * log_var) * tf.random.normal(tf.shape(mu))
            p = tf.clip_by_value(self.decoder(z), 1e-7, 1 - 1e-7)
            bce = -tf.reduce_sum(data * tf.math.log(p) + (1 - data) * tf.math.log1p(-p), axis=[1, 2])
            kl = 0.5 * tf.reduce_sum(mu**2 + tf.exp(log_var) - log_var - 1, axis=1)
            loss = tf.reduce_mean(bce + self.beta * kl)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        self.total_tracker.update_state(loss)
        self.bce_tracker.update_state(tf.reduce_mean(bce))
        self.kl_tracker.update_state(tf.reduce_mean(kl))
        return {m.name: m.result() for m in self.metrics}

# %% q6
class CVAE(keras.Model):
    def __init__(self, latent_dim=2, n_classes=3):
        super().__init__()
        self.latent_dim = latent_dim
        self.n_classes = n_classes
        self.body = keras.layers.Dense(64, activation="relu")
        self.heads = keras.layers.Dense(2 * latent_dim)
        self.decoder = keras.Sequential(
            [
                keras.Input((latent_dim + n_classes,)),
                keras.layers.Dense(64, activation="relu"),
                keras.layers.Dense(64, activation="sigmoid"),
                keras.layers.Reshape((8, 8)),
            ]
        )

    def train_step(self, data):
        x, y = data
        y = tf.one_hot(tf.reshape(tf.cast(y, tf.int32), [-1]), self.n_classes)
        with tf.GradientTape() as tape:
            mu, log_var = tf.split(self.heads(self.body(tf.reshape(x, (-1, 64)))), 2, axis=1)
            z = mu + tf.exp(0.5 * log_var) * tf.random.normal(tf.shape(mu))
            x_tilde = self.decoder(tf.concat([z, y], axis=1))
            bce = tf.reduce_sum(keras.losses.binary_crossentropy(x, x_tilde) * 8, axis=1)
            kl = 0.5 * tf.reduce_sum(mu**2 + tf.exp(log_var) - log_var - 1, axis=1)
            loss = tf.reduce_mean(bce + kl)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_weights), self.trainable_weights))
        return {"loss": loss}

    def generate_class(self, c, m, seed):
        z = np.random.RandomState(seed).randn(m, self.latent_dim)
        label = np.eye(self.n_classes)[[c] * m]
        return self.decoder.predict(np.hstack([z, label]).astype("float32"), verbose=0)
