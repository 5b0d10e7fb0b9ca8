# route: initializers instead of set_weights, no bias; sub-models fed layer by layer; centred least squares; while loop
# %% q1
def lm_examples(s):
    return [((np.array(s[:i]) if isinstance(s, np.ndarray) else s[:i]), s[i]) for i in range(len(s)) if i > 0]

# %% q2
def build_sum_rnn():
    return keras.Sequential(
        [
            keras.Input((None, 1)),
            keras.layers.SimpleRNN(
                1, activation=None, use_bias=False, return_sequences=True, kernel_initializer="ones", recurrent_initializer="identity"
            ),
        ]
    )

# %% q3
def representations(model, X):
    result = [X]
    for i in range(len(model.layers)):
        if "input" in model.layers[i].__class__.__name__.lower():
            continue
        layer = model.layers[i]
        result.append(keras.Sequential([layer]).predict(result[-1], verbose=0))
    return result

# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    Z_train = np.array([np.ravel(z) for z in Z_train])
    Z_test = np.array([np.ravel(z) for z in Z_test])
    mean = Z_train.mean(0)
    Y = (y_train[:, None] == np.unique(y_train)[None]).astype(float)
    A, *_ = np.linalg.lstsq(Z_train - mean, Y - Y.mean(0), rcond=None)
    guesses = np.unique(y_train)[((Z_test - mean) @ A + Y.mean(0)).argmax(-1)]
    return sum(guesses == y_test) / len(y_test)

# %% q5
def generate(step, h0, y0, n, end=None):
    out = []
    while len(out) < n and (end is None or not out or out[-1] != end):
        y0, h0 = step(y0, h0)
        out.append(y0)
    return out
