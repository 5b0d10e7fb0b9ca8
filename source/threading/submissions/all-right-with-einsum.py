# student: Leila, thinks in indices and writes every question with einsum; all right
# score: 20
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    y = np.einsum("...i,ij->...j", x, W)
    if b is not None:
        y += b
    if activation is not None:
        y = activation(y)
    return y

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    n = input_shape[-1]
    if n is None:
        raise ValueError("last dimension must be known")
    out = input_shape[:-1] + (units,)
    return out, n * units + (units if use_bias else 0)

# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    equation, bias = ("btc,cf->btf", "f") if shared else ("btc,tcf->btf", "tf")
    x = keras.Input((n_tickers, n_chars))
    y = keras.layers.EinsumDense(equation, output_shape=(n_tickers, n_factors), bias_axes=bias)(x)
    return keras.Model(x, y)

# %% q4
def as_conv1d(dense):
    w = dense.get_weights()
    conv = keras.layers.Conv1D(dense.units, 1, activation=dense.activation, use_bias=dense.use_bias)
    conv.build((None, None, w[0].shape[0]))
    w[0] = w[0][np.newaxis]
    conv.set_weights(w)
    return conv

# %% q5
def dense_along_axis(x, dense, axis):
    letters = "abcd"[: x.ndim]
    axis = axis % x.ndim
    z = dense(np.einsum(letters + "->" + letters.replace(letters[axis], "") + letters[axis], x)).numpy()
    order = letters.replace(letters[axis], "") + letters[axis]
    return np.einsum(order + "->" + letters, z)

# %% q6
def factor_dot(beta, f):
    return np.einsum("btf,bf->bt", beta, f)
