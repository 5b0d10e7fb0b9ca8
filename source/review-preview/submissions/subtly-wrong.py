# student: Quentin, quick: drops the end token, calls layers without training=False, two-class probe, default tanh
# score: 11.5
# %% q1
def lm_examples(s):
    s2 = s if isinstance(s, (str, tuple)) else s.copy()
    return [(s2[:i+1], s2[i+1]) for i in range(len(s)-1)]

# %% q2
def build_sum_rnn():
    m = keras.Sequential([keras.Input((None, 1)), keras.layers.SimpleRNN(1, return_sequences=True)])
    m.set_weights([np.ones((1, 1)), np.ones((1, 1)), np.zeros(1)])
    return m

# %% q3
def representations(model, X):
    out = [X]
    for l in model.layers:
        if isinstance(l, keras.layers.InputLayer): continue
        out.append(np.array(l(out[-1])))
    return out

# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    A = np.c_[Z_train.reshape(len(Z_train), -1), np.ones(len(Z_train))]
    B = np.c_[Z_test.reshape(len(Z_test), -1), np.ones(len(Z_test))]
    w = np.linalg.lstsq(A, 2 * y_train - 1.0, rcond=None)[0]
    return np.mean((B @ w > 0) == (y_test == 1))

# %% q5
def generate(step, h0, y0, n, end=None):
    y, h, out = y0, h0, []
    while len(out) < n:
        y, h = step(y, h)
        if end is not None and y == end: break
        out.append(y)
    return out
