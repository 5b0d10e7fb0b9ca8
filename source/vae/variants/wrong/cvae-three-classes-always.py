# mistake: ignores n_classes
# fails: q6_decoder
# %% q6
class CVAE(keras.Model):
    def __init__(self, latent_dim=2, n_classes=3, **kwargs):
        super().__init__(**kwargs)
        n_classes = 3
        self.latent_dim, self.n_classes = latent_dim, n_classes
        x = keras.Input((8, 8))
        label = keras.Input((n_classes,))
        features = keras.layers.Concatenate()([keras.layers.Flatten()(x), label])
        features = keras.layers.Dense(64, activation="relu")(features)
        z_mean = keras.layers.Dense(latent_dim)(features)
        z_log_var = keras.layers.Dense(latent_dim)(features)
        self.encoder = keras.Model([x, label], [z_mean, z_log_var, Sampling()([z_mean, z_log_var])])
        code = keras.Input((latent_dim + n_classes,))
        features = keras.layers.Dense(64, activation="relu")(code)
        pixels = keras.layers.Dense(64, activation="sigmoid")(features)
        self.decoder = keras.Model(code, keras.layers.Reshape((8, 8))(pixels))

    def train_step(self, data):
        x, labels = data
        label = tf.one_hot(tf.cast(labels, tf.int32), self.n_classes)
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder([x, label])
            losses = vae_losses(x, self.decoder(tf.concat([z, label], axis=1)), z_mean, z_log_var)
        gradients = tape.gradient(losses["loss"], self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        return losses

    def generate_class(self, c, m, seed):
        z = tf.random.stateless_normal((m, self.latent_dim), seed=(seed, 0))
        label = tf.one_hot(tf.fill((m,), c), self.n_classes)
        return self.decoder(tf.concat([z, label], axis=1))
