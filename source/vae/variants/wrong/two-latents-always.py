# mistake: ignores latent_dim in both networks
# fails: q4_encoder q4_decoder
# %% q4a
def build_encoder(latent_dim=2):
    inputs = keras.Input((8, 8))
    hidden = keras.layers.Dense(64, activation="relu")(keras.layers.Flatten()(inputs))
    z_mean = keras.layers.Dense(2)(hidden)
    z_log_var = keras.layers.Dense(2)(hidden)
    return keras.Model(inputs, [z_mean, z_log_var, Sampling()([z_mean, z_log_var])])

# %% q4b
def build_decoder(latent_dim=2):
    inputs = keras.Input((2,))
    hidden = keras.layers.Dense(64, activation="relu")(inputs)
    pixels = keras.layers.Dense(64, activation="sigmoid")(hidden)
    return keras.Model(inputs, keras.layers.Reshape((8, 8))(pixels))
