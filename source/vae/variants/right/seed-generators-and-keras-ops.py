# route: keras.random with a SeedGenerator, keras.ops throughout
# %% q1
class Sampling(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(keras.ops.shape(z_mean), seed=self.seed_generator)
        return z_mean + keras.ops.exp(0.5 * z_log_var) * epsilon

# %% q2
def kl_loss(z_mean, z_log_var):
    variance = keras.ops.exp(z_log_var)
    return keras.ops.sum((keras.ops.square(z_mean) + variance - z_log_var - 1) / 2, axis=1)

# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    batch = keras.ops.shape(x)[0]
    x = keras.ops.reshape(x, (batch, -1))
    x_tilde = keras.ops.reshape(x_tilde, (batch, -1))
    pixels = keras.ops.cast(keras.ops.shape(x)[1], "float32")
    bce = keras.ops.mean(pixels * keras.losses.binary_crossentropy(x, x_tilde))
    kl = keras.ops.mean(kl_loss(z_mean, z_log_var))
    return dict(reconstruction_loss=bce, kl_loss=kl, loss=bce + kl)

# %% q5
def generate(vae, m, seed):
    d = vae.decoder.inputs[0].shape[1]
    return vae.decoder.predict(keras.random.normal((m, d), seed=seed), verbose=0)
