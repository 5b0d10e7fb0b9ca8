"""Bodies of the checks that need the student's live objects; they run in the candidate.

These functions are sent by value, so each is self-contained: it imports what it needs, names no
other function of this package, and returns data. Nothing here knows an expectation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def weight_values(model: Any, trainable: bool | None) -> list[Any]:
    """Values of the variables of `model`, as arrays."""
    import numpy as np

    if trainable is None:
        variables = model.weights
    else:
        variables = model.trainable_weights if trainable else model.non_trainable_weights
    return [np.asarray(variable) for variable in variables]


def predict(model: Any, inputs: Sequence[Any], batch_size: int) -> Any:
    """Outputs of `model` in inference mode, batch by batch, joined on axis 0."""
    import inspect

    import numpy as np

    call = getattr(model, "call", model)
    try:
        takes_training = "training" in inspect.signature(call).parameters
    except (TypeError, ValueError):
        takes_training = False
    options = {"training": False} if takes_training or hasattr(model, "layers") else {}
    arrays = [np.asarray(array) for array in inputs]
    outputs = []
    for start in range(0, len(arrays[0]), batch_size):
        batch = [array[start : start + batch_size] for array in arrays]
        outputs.append(np.asarray(model(batch[0] if len(batch) == 1 else batch, **options)))
    return np.concatenate(outputs)


def gradient_norms(
    loss: Callable[[], Any], model: Any, trainable: bool | None
) -> list[float | None]:
    """L2 norms of the gradients of `loss()`; None for a variable that it does not reach."""
    import numpy as np
    import tensorflow as tf

    if trainable is None:
        variables = list(model.weights)
    else:
        variables = list(model.trainable_weights if trainable else model.non_trainable_weights)
    # Keras 3 variables wrap the TensorFlow variable that a tape knows.
    watched = [getattr(variable, "value", variable) for variable in variables]
    watched = [
        item if isinstance(item, tf.Variable) else variables[i] for i, item in enumerate(watched)
    ]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        for variable in watched:
            tape.watch(variable)
        value = loss()
    grads = tape.gradient(value, watched)
    return [
        None if grad is None else float(np.linalg.norm(np.asarray(tf.convert_to_tensor(grad))))
        for grad in grads
    ]
