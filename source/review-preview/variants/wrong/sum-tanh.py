# mistake: leaves the default activation, tanh, in the recurrent layer
# fails: q2_example q2_values q2_recurrence q2_independent
# %% q2
def build_sum_rnn():
    inputs = keras.Input((None, 1))
    layer = keras.layers.SimpleRNN(1, return_sequences=True)
    model = keras.Model(inputs, layer(inputs))
    layer.set_weights([np.ones((1, 1)), np.ones((1, 1)), np.zeros(1)])
    return model
