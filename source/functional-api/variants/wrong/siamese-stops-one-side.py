# mistake: stops the gradient on one side
# fails: q5_gradient
# %% q5
def build_siamese(encoder):
    a, b = (keras.Input(encoder.input_shape[1:]) for _ in range(2))
    similarity = keras.layers.Dot(axes=1, normalize=True)([encoder(a), keras.ops.stop_gradient(encoder(b))])
    return keras.Model([a, b], similarity)
