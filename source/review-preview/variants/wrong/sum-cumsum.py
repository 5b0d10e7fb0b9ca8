# mistake: a cumulative sum in a Lambda layer instead of a recurrence
# fails: q2_weights q2_recurrence
# %% q2
def build_sum_rnn():
    inputs = keras.Input((None, 1))
    return keras.Model(inputs, keras.layers.Lambda(lambda x: tf.cumsum(x, axis=1))(inputs))
