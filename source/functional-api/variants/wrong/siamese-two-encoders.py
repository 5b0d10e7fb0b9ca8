# mistake: uses a copy of the encoder for the second input
# fails: q5_weights q5_values
# %% q5
def build_siamese(encoder):
    a, b = (keras.Input(encoder.input_shape[1:]) for _ in range(2))
    similarity = keras.layers.Dot(axes=1, normalize=True)([encoder(a), keras.models.clone_model(encoder)(b)])
    return keras.Model([a, b], similarity)
