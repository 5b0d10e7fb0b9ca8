# mistake: the Decoder returns logits
# fails: q4_decoder
# %% q4b
def build_decoder(latent_dim=2):
    inputs = keras.Input((latent_dim,))
    hidden = keras.layers.Dense(64, activation="relu")(inputs)
    pixels = keras.layers.Dense(64)(hidden)
    return keras.Model(inputs, keras.layers.Reshape((8, 8))(pixels))
