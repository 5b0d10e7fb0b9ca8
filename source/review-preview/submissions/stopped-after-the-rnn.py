# student: Pavel, did questions 1 and 2 and ran out of time; array prefixes are views
# score: 7
# %% q1
def lm_examples(s):
    return [(s[:i], s[i]) for i in range(1, len(s))]

# %% q2
def build_sum_rnn():
    model = keras.Sequential()
    model.add(keras.layers.SimpleRNN(1, activation=None, return_sequences=True, input_shape=(None, 1)))
    model.layers[0].set_weights([np.array([[1.0]]), np.array([[1.0]]), np.array([0.0])])
    return model
