# mistake: the Decoder is a single dense layer
# fails: q4_decoder
# %% q4b
def build_decoder(latent_dim=2):
    inputs = keras.Input((latent_dim,))
    pixels = keras.layers.Dense(64, activation="sigmoid")(inputs)
    return keras.Model(inputs, keras.layers.Reshape((8, 8))(pixels))
