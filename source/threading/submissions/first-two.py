# student: Nadia, two evenings before the deadline: questions 1 and 2, a start of question 3 that counts, and nothing after
# score: 9.5
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    out = x @ W
    if b is not None:
        out = out + b
    if activation is not None:
        out = activation(out)
    return out

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    last = input_shape[-1]
    if last is None:
        raise ValueError("last dim")
    if use_bias:
        return (*input_shape[:-1], units), last * units + units
    return (*input_shape[:-1], units), last * units

# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    # TODO not shared?
    model = keras.Sequential([keras.Input((n_tickers, n_chars)), keras.layers.Dense(n_factors)])
    return model
