# route: reshape, product, reshape; a sequential model; transposition by a permutation; a broadcast product
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    lead = x.shape[:-1]
    rows = int(np.prod(lead))
    flat = x.reshape(rows, W.shape[0]) @ W
    flat = flat if b is None else np.add(flat, b[None, :])
    flat = flat if activation is None else activation(flat)
    return flat.reshape(lead + (W.shape[1],))

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    shape = list(input_shape)
    n_in = shape.pop()
    if n_in is None:
        raise ValueError
    bias = units if use_bias else 0
    return tuple(shape + [units]), n_in * units + bias

# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        layer = keras.layers.Dense(n_factors)
    else:
        layer = keras.layers.EinsumDense("bij,ijk->bik", (n_tickers, n_factors), bias_axes="ik")
    return keras.Sequential([keras.Input((n_tickers, n_chars)), layer])

# %% q4
def as_conv1d(dense):
    config = {"filters": dense.units, "kernel_size": 1, "activation": dense.activation, "use_bias": dense.use_bias, "padding": "same"}
    conv = keras.layers.Conv1D(**config)
    weights = dense.get_weights()
    conv.build((None, 7, weights[0].shape[0]))
    weights[0] = weights[0].reshape((1,) + weights[0].shape)
    conv.set_weights(weights)
    return conv

# %% q5
def dense_along_axis(x, dense, axis):
    axis = axis % x.ndim
    order = [i for i in range(x.ndim) if i != axis] + [axis]
    y = dense(np.transpose(x, order))
    return tf.transpose(y, np.argsort(order))

# %% q6
def factor_dot(beta, f):
    return np.sum(beta * f[:, None, :], axis=-1)
