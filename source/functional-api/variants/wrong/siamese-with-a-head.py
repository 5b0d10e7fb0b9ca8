# mistake: puts a dense layer on top
# fails: q5_example q5_values q5_weights
# %% q5
def build_siamese(encoder):
    a, b = (keras.Input(encoder.input_shape[1:]) for _ in range(2))
    similarity = keras.layers.Dot(axes=1, normalize=True)([encoder(a), encoder(b)])
    return keras.Model([a, b], keras.layers.Dense(1)(similarity))
