"""Names of deep-learning libraries, as far as faults depend on them."""

from __future__ import annotations

from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of `text`, which reads better than a list of strings."""
    return frozenset(text.split())


OWNED: Final = words(
    "axis axes dim keepdims keepdim transpose_a transpose_b perm training from_logits activation "
    "recurrent_activation use_bias bias trainable shuffle seed random_state dtype epsilon eps "
    "learning_rate lr clipnorm clipvalue global_clipnorm reduction requires_grad optimizer "
    "clip_value_min clip_value_max use_causal_mask is_causal output_type"
)
"""Arguments that an operator for deep learning treats; the general ones leave them alone."""

UNSEEN: Final = words(
    "verbose name desc jit_compile run_eagerly steps_per_execution workers n_jobs num_workers "
    "num_parallel_calls use_multiprocessing figsize label color title linewidth indent sort_keys "
    "ensure_ascii exist_ok parents flush end sep file disable callbacks cmap batch_size copy "
    "deterministic prefetch parallel_iterations max_workers drop_remainder newline"
)
"""Arguments that change speed and looks, but no result that a test should depend on."""

DEFAULTS: Final = {
    "start": "0",
    "mask": "None",
    "padding": "valid",
    "strides": "1",
    "stride": "1",
    "frac": "1",
    "ddof": "0",
}
"""Dropping an argument with this value, or this text, changes nothing."""

SYMMETRIC: Final = words(
    "add multiply maximum minimum equal not_equal logical_and logical_or allclose isclose gcd "
    "array_equal min max isinstance issubclass hasattr getattr setattr super logical_xor hypot "
    "bitwise_and bitwise_or assert_equal assert_allclose assert_array_equal open lcm set "
    "swapaxes swap_axes squared_difference mean_squared_error mean_absolute_error mse mae MSE MAE "
    "logaddexp"
)
"""Functions whose arguments can change places, or whose confusion shows at once."""

EXTREMES: Final = {
    **{"argmax": "argmin", "reduce_max": "reduce_min", "maximum": "minimum", "amax": "amin"},
    **{"idxmax": "idxmin", "nanmax": "nanmin", "cummax": "cummin", "max": "min"},
    "MaxPooling1D": "AveragePooling1D",
    "MaxPooling2D": "AveragePooling2D",
}
EXTREMES.update({smallest: largest for largest, smallest in list(EXTREMES.items())})

REDUCTIONS: Final = words(
    "reduce_sum reduce_mean reduce_max reduce_min reduce_prod reduce_any reduce_all "
    "reduce_logsumexp reduce_std reduce_variance sum mean max min prod any all std var median "
    "amax amin nanmean nansum logsumexp norm"
)
"""Functions whose second argument is an axis, and which without it take all of them."""

AXIS_FIRST: Final = (REDUCTIONS - words("norm")) | words(
    "argmax argmin softmax log_softmax cumsum cumprod expand_dims squeeze argsort sort concat "
    "concatenate stack unstack vstack unsqueeze flip"
)
"""Functions whose first argument after the subject is an axis."""
LAST_AXIS: Final = words(
    "softmax log_softmax Softmax argsort sort Concatenate diff LayerNormalization "
    "BatchNormalization Normalization one_hot"
)
"""Functions whose axis is -1 unless something else is said."""
FIRST_AXIS: Final = words("concatenate stack concat unstack shuffle permutation cat")
"""Functions whose axis is 0 unless something else is said."""
CONCATENATIONS: Final = words("concat concatenate stack cat hstack vstack")
TRANSPOSITIONS: Final = words(
    "transpose matrix_transpose swapaxes moveaxis permute swap_axes permute_dims"
)
RESHAPES: Final = words("reshape view broadcast_to")
TRIANGLES: Final = {"tril": "triu", "triu": "tril"}
ROLLS: Final = words("roll shift")
PLACED: Final = AXIS_FIRST | TRANSPOSITIONS | RESHAPES | frozenset(TRIANGLES) | ROLLS | {"shuffle"}
"""Functions whose further arguments are axes, shapes or distances."""

WITH_UNITS: Final = words(
    "Dense EinsumDense Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose SeparableConv1D "
    "SeparableConv2D LSTM GRU SimpleRNN LSTMCell GRUCell SimpleRNNCell"
)
"""Layers whose first argument is a number of units or filters."""

NORMALS: Final = words("normal randn standard_normal stateless_normal")
NOISES: Final = words("noise eps epsilon")
OPTIMIZERS: Final = words(
    "Adam AdamW Adamax Nadam RMSprop Adagrad Adadelta SGD Ftrl Lion Adafactor"
)
SEEDED: Final = words(
    "default_rng RandomState SeedSequence Generator PRNGKey SeedGenerator manual_seed "
    "set_random_seed set_seed seed Random"
)
"""Functions whose first argument is a seed."""
_FREE: Final = words(
    "epochs initial_epoch patience units filters num_heads buffer_size maxlen steps rate "
    "momentum beta_1 beta_2 weight_decay decay_steps momentum"
)


def is_free_number(keyword: str, function: str) -> bool:
    """Whether a number in this place is chosen freely, or changed by an operator of its own."""
    settled = keyword in OWNED or keyword in UNSEEN or keyword in _FREE
    return settled or function in OPTIMIZERS or function in SEEDED
