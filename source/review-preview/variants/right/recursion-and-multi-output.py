# route: recursive generation, a multi-output model for the representations, a custom RNN cell, pinv
# %% q1
def lm_examples(s):
    result = []
    for i in range(len(s) - 1):
        prefix = s[: i + 1]
        if hasattr(prefix, "copy"):
            prefix = prefix.copy()
        result.append((prefix, s[i + 1]))
    return result

# %% q2
class SumCell(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.state_size = 1
        self.output_size = 1

    def build(self, shape):
        self.w_h = self.add_weight(shape=(1, 1), initializer="ones", name="w_h")
        self.w_x = self.add_weight(shape=(1, 1), initializer="ones", name="w_x")

    def call(self, x, states, training=None):
        h = x @ self.w_x + states[0] @ self.w_h
        return h, [h]


def build_sum_rnn():
    return keras.Sequential([keras.layers.RNN(SumCell(), return_sequences=True)])

# %% q3
def representations(model, X):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    taps = keras.Model(model.inputs, [layer.output for layer in layers])
    outputs = taps.predict(X, verbose=0)
    return [X, *(outputs if isinstance(outputs, list) else [outputs])]

# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    flat = lambda Z: np.c_[np.ones(len(Z)), np.reshape(Z, (len(Z), -1))]
    W = np.linalg.pinv(flat(Z_train)) @ keras.utils.to_categorical(y_train)
    return (np.argmax(flat(Z_test) @ W, 1) == y_test).mean()

# %% q5
def generate(step, h0, y0, n, end=None):
    if n == 0:
        return []
    y, h = step(y0, h0)
    if end is not None and y == end:
        return [y]
    return [y] + generate(step, h, y, n - 1, end)
