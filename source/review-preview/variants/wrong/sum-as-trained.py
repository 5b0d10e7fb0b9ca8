# mistake: weights as training leaves them, near 1 but not 1: the sums drift
# fails: q2_values
# %% q2
def build_sum_rnn():
    inputs = keras.Input((None, 1))
    layer = keras.layers.SimpleRNN(1, activation="linear", return_sequences=True)
    model = keras.Model(inputs, layer(inputs))
    layer.set_weights([np.full((1, 1), 1.00005), np.full((1, 1), 0.99998), np.full(1, 0.00005)])
    return model
