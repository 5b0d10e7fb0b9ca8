# route: tensordot, a list of Dense layers for separate weights, build by a first call, a matrix product for the returns
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    z = np.tensordot(x, W, axes=([-1], [0]))
    if b is not None:
        z += b
    if activation:
        z = activation(z)
    return z

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    if input_shape[-1] is None:
        raise ValueError("unknown")
    return input_shape[:-1] + (units,), (input_shape[-1] + int(use_bias)) * units

# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    layers = [keras.layers.Dense(n_factors)] * n_tickers if shared else [keras.layers.Dense(n_factors) for _ in range(n_tickers)]
    rows = [layer(x[:, i]) for i, layer in enumerate(layers)]
    return keras.Model(x, keras.layers.Lambda(lambda parts: tf.stack(parts, axis=1))(rows))

# %% q4
def as_conv1d(dense):
    n_in, n_out = dense.kernel.shape
    conv = keras.layers.Conv1D(n_out, 1, activation=dense.activation, use_bias=dense.use_bias)
    conv(np.zeros((1, 1, n_in), "float32"))
    conv.kernel.assign(tf.expand_dims(dense.kernel, 0))
    if dense.use_bias:
        conv.bias.assign(dense.bias)
    return conv

# %% q5
def dense_along_axis(x, dense, axis):
    swapped = tf.convert_to_tensor(np.swapaxes(x, axis, -1))
    return np.swapaxes(dense(swapped).numpy(), -1, axis)

# %% q6
def factor_dot(beta, f):
    return (beta @ f[:, :, None])[:, :, 0]
