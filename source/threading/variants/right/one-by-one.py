# route: separate layers that are called when the model is; all else in few lines
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    out = np.matmul(x, W)
    out = out if b is None else out + np.broadcast_to(b, out.shape)
    return (activation or np.asarray)(out)

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    layer_in = input_shape[-1]
    if not isinstance(layer_in, int):
        raise ValueError(f"got {layer_in}")
    return [*input_shape[:-1], units], sum([layer_in * units, use_bias * units])

# %% q3
class PerTicker(keras.Model):
    def __init__(self, n_tickers, n_factors):
        super().__init__()
        self.parts = [keras.layers.Dense(n_factors) for _ in range(n_tickers)]

    def call(self, x):
        return keras.ops.stack([part(row) for part, row in zip(self.parts, keras.ops.unstack(x, axis=1))], axis=1)


def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        x = keras.Input((n_tickers, n_chars))
        return keras.Model(x, keras.layers.Conv1D(n_factors, 1)(x))
    return PerTicker(n_tickers, n_factors)

# %% q4
def as_conv1d(dense):
    conv = keras.layers.Conv1D(dense.units, (1,), activation=dense.activation, use_bias=dense.use_bias)
    conv.build((None, None, dense.get_weights()[0].shape[0]))
    conv.set_weights([np.reshape(w, v.shape) for w, v in zip(dense.get_weights(), conv.weights)])
    return conv

# %% q5
def dense_along_axis(x, dense, axis):
    if axis < 0:
        axis += x.ndim
    parts = []
    rest = np.moveaxis(x, axis, -1)
    for row in rest.reshape(-1, x.shape[axis]):
        parts.append(np.asarray(dense(row[None]))[0])
    return np.moveaxis(np.array(parts).reshape(*rest.shape[:-1], dense.units), -1, axis)

# %% q6
def factor_dot(beta, f):
    return np.stack([b @ day for b, day in zip(beta, f)])
