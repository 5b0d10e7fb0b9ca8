# route: encoder and decoder as Sequential models, the autoencoder as a Sequential of both
# %% q3
def build_autoencoder():
    L = keras.layers
    encoder = keras.Sequential([
        keras.Input((28, 28, 1)),
        L.Conv2D(16, (3, 3), activation="relu"), L.Conv2D(32, (3, 3), activation="relu"), L.MaxPool2D((3, 3)),
        L.Conv2D(32, (3, 3)), L.ReLU(), L.Conv2D(16, (3, 3), activation="relu"), L.GlobalMaxPool2D(),
    ])
    decoder = keras.Sequential([
        keras.Input((16,)),
        L.Reshape((4, 4, 1)), L.Conv2DTranspose(16, 3, activation="relu"), L.Conv2DTranspose(32, 3, activation="relu"), L.UpSampling2D(3),
        L.Conv2DTranspose(16, 3, activation="relu"), L.Conv2DTranspose(1, 3, activation="relu"),
    ])
    return encoder, decoder, keras.Sequential([encoder, decoder])
