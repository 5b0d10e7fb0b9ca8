# mistake: forgets that the codes have a batch dimension, and sums over it as well
# fails: q5_values
# %% q5
def build_siamese(encoder):
    a, b = (keras.Input(encoder.input_shape[1:]) for _ in range(2))
    u, v = encoder(a), encoder(b)
    similarity = keras.ops.sum(u * v) / (keras.ops.norm(u) * keras.ops.norm(v))
    return keras.Model([a, b], keras.ops.reshape(similarity, (1, 1)))
