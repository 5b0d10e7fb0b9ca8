# mistake: the sum is computed outside the recurrent layer, which only decorates
# fails: q2_recurrence
# %% q2
def build_sum_rnn():
    inputs = keras.Input((None, 1))
    layer = keras.layers.SimpleRNN(1, activation="linear", return_sequences=True)
    decoration = layer(inputs)
    summed = keras.layers.Lambda(lambda pair: tf.cumsum(pair[0], axis=1) + 0 * pair[1])([inputs, decoration])
    return keras.Model(inputs, summed)
