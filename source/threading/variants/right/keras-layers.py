# route: einsum, a subclassed model with add_weight, a convolution from a configuration, tensordot with the kernel, Keras Dot
# %% q1
def dense_threaded(x, W, b=None, activation=None):
    activation = activation or (lambda z: z)
    b = np.zeros((), dtype=x.dtype) if b is None else b
    return activation(np.einsum("...i,io->...o", x, W) + b)

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    *lead, last = tuple(input_shape)
    if last is None:
        message = "The last dimension of the inputs to a Dense layer should be defined."
        raise ValueError(message)
    params = units * (last + 1) if use_bias else units * last
    return tuple(lead) + (units,), params

# %% q3
class Beta(keras.Model):
    def __init__(self, n_tickers, n_chars, n_factors):
        super().__init__()
        self.kernel = self.add_weight(shape=(n_tickers, n_chars, n_factors), initializer="glorot_uniform", name="kernel")
        self.offset = self.add_weight(shape=(n_tickers, n_factors), initializer="zeros", name="offset")

    def call(self, x):
        return keras.ops.sum(x[..., None] * self.kernel, axis=2) + self.offset


class SharedBeta(keras.Model):
    def __init__(self, n_factors):
        super().__init__()
        self.beta = keras.layers.TimeDistributed(keras.layers.Dense(n_factors))

    def call(self, x):
        return self.beta(x)


def build_beta(n_tickers, n_chars, n_factors, shared):
    model = SharedBeta(n_factors) if shared else Beta(n_tickers, n_chars, n_factors)
    model(np.zeros((1, n_tickers, n_chars), "float32"))
    return model

# %% q4
def as_conv1d(dense):
    new = keras.layers.Conv1D(dense.units, 1, use_bias=dense.use_bias, activation=dense.activation, name="as_conv")
    x = keras.Input((None, dense.kernel.shape[0]))
    new(x)
    for target, source in zip(new.weights, dense.weights):
        target.assign(keras.ops.reshape(source, target.shape))
    return new

# %% q5
def dense_along_axis(x, dense, axis):
    y = np.tensordot(x, np.asarray(dense.kernel), axes=(axis, 0))
    if dense.use_bias:
        y = y + np.asarray(dense.bias)
    y = np.asarray(dense.activation(tf.constant(y)))
    return np.moveaxis(y, -1, axis)

# %% q6
def factor_dot(beta, f):
    return keras.layers.Dot(axes=(2, 1))([beta, f])
