# mistake: forgets the ReLU of the last convolution of the encoder
# fails: q3_encoder
# %% q3
def build_autoencoder():
    conv, transposed = keras.layers.Conv2D, keras.layers.Conv2DTranspose
    image = keras.Input((28, 28, 1), name="image")
    x = conv(16, 3, activation="relu")(image)
    x = conv(32, 3, activation="relu")(x)
    x = keras.layers.MaxPooling2D(3)(x)
    x = conv(32, 3, activation="relu")(x)
    x = conv(16, 3)(x)
    encoder = keras.Model(image, keras.layers.GlobalMaxPooling2D()(x), name="encoder")

    code = keras.Input((16,), name="code")
    x = keras.layers.Reshape((4, 4, 1))(code)
    x = transposed(16, 3, activation="relu")(x)
    x = transposed(32, 3, activation="relu")(x)
    x = keras.layers.UpSampling2D(3)(x)
    x = transposed(16, 3, activation="relu")(x)
    decoder = keras.Model(code, transposed(1, 3, activation="relu")(x), name="decoder")

    photo = keras.Input((28, 28, 1), name="photo")
    return encoder, decoder, keras.Model(photo, decoder(encoder(photo)), name="autoencoder")
