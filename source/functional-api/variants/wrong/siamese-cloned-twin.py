# mistake: the second twin is a copy of the encoder, with the same weights as long as nobody trains
# fails: q5_weights q5_gradient
# %% q5
def build_siamese(encoder):
    a, b = (keras.Input(encoder.input_shape[1:]) for _ in range(2))
    twin = keras.models.clone_model(encoder)
    twin.name = encoder.name + "_twin"
    twin.set_weights(encoder.get_weights())
    similarity = keras.layers.Dot(axes=1, normalize=True)([encoder(a), twin(b)])
    return keras.Model([a, b], similarity)
