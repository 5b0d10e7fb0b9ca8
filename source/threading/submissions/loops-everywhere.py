# student: Marek, comes from C: right, with a loop wherever there is an axis; no input of rank 1 in question 1
# score: 17.5
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    rows = x.reshape(-1, x.shape[-1])
    out = np.zeros((rows.shape[0], W.shape[1]), dtype=x.dtype)
    for r in range(rows.shape[0]):
        for o in range(W.shape[1]):
            out[r, o] = np.sum(rows[r] * W[:, o])
            if b is not None:
                out[r, o] += b[o]
    out = out.reshape(x.shape[0], *x.shape[1:-1], W.shape[1])
    if activation is not None:
        out = activation(out)
    return out

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    result = []
    for i in range(len(input_shape) - 1):
        result.append(input_shape[i])
    result.append(units)
    if input_shape[len(input_shape) - 1] is None:
        raise ValueError("unknown input dimension")
    count = 0
    for u in range(units):
        count += input_shape[len(input_shape) - 1]
        if use_bias:
            count += 1
    return tuple(result), count

# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    one = keras.layers.Dense(n_factors)
    outputs = []
    for i in range(n_tickers):
        layer = one if shared else keras.layers.Dense(n_factors)
        outputs.append(layer(x[:, i, :]))
    return keras.Model(x, keras.ops.stack(outputs, axis=1))

# %% q4
def as_conv1d(dense):
    kernel = dense.get_weights()[0]
    new_kernel = np.zeros((1, kernel.shape[0], kernel.shape[1]), dtype="float32")
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            new_kernel[0, i, j] = kernel[i, j]
    conv = keras.layers.Conv1D(kernel.shape[1], 1, activation=dense.activation, use_bias=dense.use_bias)
    conv.build((None, None, kernel.shape[0]))
    if dense.use_bias:
        conv.set_weights([new_kernel, dense.get_weights()[1]])
    else:
        conv.set_weights([new_kernel])
    return conv

# %% q5
def dense_along_axis(x, dense, axis):
    if axis < 0:
        axis = x.ndim + axis
    shape = list(x.shape)
    shape[axis] = dense.units
    out = np.zeros(shape, dtype="float32")
    for index in np.ndindex(*[s for i, s in enumerate(x.shape) if i != axis]):
        where = list(index)
        where.insert(axis, slice(None))
        out[tuple(where)] = np.array(dense(x[tuple(where)][None, :]))[0]
    return out

# %% q6
def factor_dot(beta, f):
    out = np.zeros(beta.shape[:2], dtype="float32")
    for day in range(beta.shape[0]):
        for ticker in range(beta.shape[1]):
            out[day, ticker] = np.sum(beta[day, ticker] * f[day])
    return out
