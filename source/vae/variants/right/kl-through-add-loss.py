# route: Sampling registers the divergence with add_loss, the model takes it from its losses
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        mu, log_var = inputs
        kl = 0.5 * keras.ops.sum(mu**2 + keras.ops.exp(log_var) - log_var - 1, axis=-1)
        self.add_loss(keras.ops.mean(kl))
        return mu + keras.ops.exp(log_var / 2) * keras.random.normal(keras.ops.shape(mu))

# %% q4c
class VAE(keras.Model):
    def __init__(self, encoder, decoder, beta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder, self.beta = encoder, decoder, beta
        self.loss_mean = keras.metrics.Mean("loss")
        self.reconstruction_mean = keras.metrics.Mean("reconstruction_loss")
        self.kl_mean = keras.metrics.Mean("kl_loss")

    @property
    def metrics(self):
        return [self.loss_mean, self.reconstruction_mean, self.kl_mean]

    def train_step(self, data):
        with tf.GradientTape() as tape:
            z = self.encoder(data)[2]
            kl = tf.add_n(self.encoder.losses)
            bce = keras.losses.binary_crossentropy(data, self.decoder(z)) * data.shape[-1]
            reconstruction = tf.reduce_mean(tf.reduce_sum(bce, axis=-1))
            loss = reconstruction + self.beta * kl
        variables = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self.loss_mean.update_state(loss)
        self.reconstruction_mean.update_state(reconstruction)
        self.kl_mean.update_state(kl)
        return {metric.name: metric.result() for metric in self.metrics}
