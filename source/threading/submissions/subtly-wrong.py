# student: Oskar, quick and sure of himself: a bias of zeros by default, a count per ticker, a bias for all, squeeze, swaps that are not undone
# score: 12
# %% q1
def dense_threaded(x, W, b=None, activation=lambda z: z):
    b = np.zeros(W.shape[1]) if b is None else b
    y = x @ W + b
    return activation(y)

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    n_params = input_shape[-1] * units + use_bias * units
    return input_shape[:-1] + (units,), n_params

# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    if shared:
        layer = keras.layers.Dense(n_factors)
    else:
        layer = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="f")
    return keras.Model(x, layer(x))

# %% q4
def as_conv1d(dense):
    kernel, *bias = dense.get_weights()
    conv = keras.layers.Conv1D(dense.units, 1, use_bias=dense.use_bias)
    conv.build((None, None, kernel.shape[0]))
    conv.set_weights([kernel[None]] + bias)
    return conv

# %% q5
def dense_along_axis(x, dense, axis):
    return dense(np.swapaxes(x, axis, -1))

# %% q6
def factor_dot(beta, f):
    return np.squeeze(np.matmul(beta, f[..., None]))
