# student: Noor, careful: own RNN cell, one sub-model for all layers, recursion
# score: 20
# %% q1
def lm_examples(s):
    examples = []
    for t in range(1, len(s)):
        x = s[:t]
        if isinstance(x, np.ndarray):
            x = np.copy(x)  # a slice would be a view
        examples.append((x, s[t]))
    return examples

# %% q2
@keras.saving.register_keras_serializable()
class RunningSum(keras.layers.Layer):
    state_size = 1
    output_size = 1

    def build(self, input_shape):
        one = keras.initializers.Ones()
        self.W_xh = self.add_weight(shape=(1, 1), initializer=one, name="W_xh")
        self.W_hh = self.add_weight(shape=(1, 1), initializer=one, name="W_hh")
        self.b = self.add_weight(shape=(1,), initializer="zeros", name="b")

    def call(self, x_t, states, **kwargs):
        (h,) = states
        h = keras.ops.matmul(x_t, self.W_xh) + keras.ops.matmul(h, self.W_hh) + self.b
        return h, (h,)


def build_sum_rnn():
    x = keras.Input(shape=(None, 1))
    return keras.Model(x, keras.layers.RNN(RunningSum(), return_sequences=True)(x))

# %% q3
def representations(model, X):
    taps = [l.output for l in model.layers if type(l) is not keras.layers.InputLayer]
    inspector = keras.Model(model.inputs[0], taps)
    y = inspector(X, training=False)
    y = y if isinstance(y, (list, tuple)) else [y]
    return [np.asarray(X)] + [t.numpy() for t in y]

# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    def prepare(Z):
        Z = np.asarray(Z).reshape(np.shape(Z)[0], -1)
        return np.hstack([np.ones((Z.shape[0], 1)), Z])

    K = len(np.unique(y_train))
    Y = np.zeros((len(y_train), K))
    Y[np.arange(len(y_train)), y_train] = 1
    coef, _, _, _ = np.linalg.lstsq(prepare(Z_train), Y, rcond=None)
    y_hat = np.argmax(prepare(Z_test) @ coef, axis=1)
    return np.mean(y_hat == y_test)

# %% q5
def generate(step, h0, y0, n, end=None):
    if n <= 0:
        return []
    y, h = step(y0, h0)
    if end is not None and y == end:
        return [y]
    return [y, *generate(step, h, y, n - 1, end)]
