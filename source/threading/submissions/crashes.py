# student: Petra, pastes from a chat without reading: a missing import, a bracket that is not closed, an older Keras
# score: 4.5
# %% q1
import torch

def dense_threaded(x, W, b=None, activation=None):
    return torch.nn.functional.linear(x, W.T, b)

# %% q2
def dense_shape(input_shape, units, use_bias=True):
    if input_shape[-1] is None:
        raise ValueError("The last dimension of the inputs to a Dense layer should be defined. Found None.")
    return tuple(input_shape[:-1]) + (units,), input_shape[-1] * units + (units if use_bias else 0)

# %% q3
def build_beta(n_tickers, n_chars, n_factors, shared):
    x = keras.Input((n_tickers, n_chars))
    if shared:
        return keras.Model(x, keras.layers.Dense(n_factors)(x))
    return keras.Model(x, keras.layers.LocallyConnected1D(n_factors, 1)(x))

# %% q4
def as_conv1d(dense):
    return keras.layers.Conv1D.from_config(dense.get_config())

# %% q5
def dense_along_axis(x, dense, axis):
    return keras.ops.moveaxis(dense(keras.ops.moveaxis(x, axis, -1), -1, axis)

# %% q6
def factor_dot(beta, f):
    return keras.backend.batch_dot(beta, f)
