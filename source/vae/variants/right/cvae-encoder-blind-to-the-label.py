# route: the CVAE's Encoder does not see the label; trained through metrics, generated with keras.random
# %% q6
class CVAE(keras.Model):
    def __init__(self, latent_dim=2, n_classes=3, **kwargs):
        super().__init__(**kwargs)
        self.d, self.n = latent_dim, n_classes
        self.encoder = build_encoder(latent_dim)
        self.decoder = build_decoder(latent_dim + n_classes)
        self.tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.tracker]

    def conditioned(self, z, labels):
        return keras.ops.concatenate([z, keras.ops.one_hot(labels, self.n)], axis=-1)

    def train_step(self, data):
        x, labels = data
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder(x, training=True)
            x_tilde = self.decoder(self.conditioned(z, labels), training=True)
            loss = vae_losses(x, x_tilde, z_mean, z_log_var)["loss"]
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}

    def generate_class(self, c, m, seed):
        z = keras.random.normal((m, self.d), seed=seed)
        return np.asarray(self.decoder(self.conditioned(z, np.full(m, c))))
