# route: convolutional Encoder and Decoder; latents drawn with tf.random.Generator
# %% q4a
def build_encoder(latent_dim=2):
    x = keras.Input((8, 8))
    h = keras.layers.Reshape((8, 8, 1))(x)
    h = keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(h)
    h = keras.layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(h)
    h = keras.layers.Flatten()(h)
    mu, log_var = (keras.layers.Dense(latent_dim, name=name)(h) for name in ("mu", "log_var"))
    return keras.Model(x, [mu, log_var, Sampling()([mu, log_var])], name="encoder")

# %% q4b
def build_decoder(latent_dim=2):
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            keras.layers.Dense(2 * 2 * 32, activation="relu"),
            keras.layers.Reshape((2, 2, 32)),
            keras.layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid"),
            keras.layers.Reshape((8, 8)),
        ],
        name="decoder",
    )

# %% q5
def generate(vae, m, seed):
    generator = tf.random.Generator.from_seed(seed)
    return vae.decoder(generator.normal((m, vae.decoder.input_shape[-1]))).numpy()
