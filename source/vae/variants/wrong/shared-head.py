# mistake: one head for mean and log-variance
# fails: q4_encoder
# %% q4a
def build_encoder(latent_dim=2):
    inputs = keras.Input((8, 8))
    hidden = keras.layers.Dense(64, activation="relu")(keras.layers.Flatten()(inputs))
    z_mean = keras.layers.Dense(latent_dim)(hidden)
    z_log_var = z_mean
    return keras.Model(inputs, [z_mean, z_log_var, Sampling()([z_mean, z_log_var])])
