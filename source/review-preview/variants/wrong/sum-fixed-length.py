# mistake: builds the model for sequences of length 3
# fails: q2_values q2_weights q2_recurrence q2_independent
# %% q2
def build_sum_rnn():
    inputs = keras.Input((3, 1))
    layer = keras.layers.SimpleRNN(1, activation="linear", return_sequences=True)
    model = keras.Model(inputs, keras.layers.Reshape((3, 1))(layer(inputs)))
    layer.set_weights([np.ones((1, 1)), np.ones((1, 1)), np.zeros(1)])
    return model
