# student: Sami, question 3 does not parse and question 4 runs an experiment that crashes below its function; the rest is right
# score: 16
# %% q1
def lm_examples(s):
    return [(s[:i].copy() if hasattr(s, "copy") else s[:i], s[i]) for i in range(1, len(s))]

# %% q2
def build_sum_rnn():
    x = keras.layers.Input((None, 1))
    rnn = keras.layers.SimpleRNN(1, activation="linear", return_sequences=True, use_bias=False)
    model = keras.Model(x, rnn(x))
    model.set_weights([np.array([[1.]]), np.array([[1.]])])
    return model

# %% q3
def representations(model, X):
    out = [np.asarray(X)
    for layer in model.layers:
        out.append(layer(out[-1]))
    return out

# %% q4
def linear_probe(Z_train, y_train, Z_test, y_test):
    one = lambda Z: np.concatenate([np.reshape(Z, (len(Z), -1)), np.ones((len(Z), 1))], 1)
    Y = keras.utils.to_categorical(y_train)
    W = np.linalg.lstsq(one(Z_train), Y, rcond=None)[0]
    return np.mean(np.argmax(one(Z_test) @ W, 1) == y_test)

print("probe of the rings:", linear_probe(rings, ring_labels, rings, ring_labels))

# %% q5
def generate(step, h0, y0, n, end=None):
    out = []
    for t in range(n):
        y0, h0 = step(y0, h0)
        out += [y0]
        if end is not None and y0 == end:
            return out
    return out
