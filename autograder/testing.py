"""What hidden tests may use: randomness, partial credit, probes, and checks for deep learning.

Every function gives the same verdict in an ordinary kernel (JupyterLab, nbgrader) and under
examination, where the student's objects are handles to another process. Checks recompute what
they need from weights and predictions, and never believe what a model says of itself
(`count_params`, `evaluate`, a `History`).

Failing checks raise `AssertionError` whose text names what was examined, not the expected value.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from autograder.examine import remote
from autograder.examine.session import current

__all__ = [
    "at_least",
    "at_most",
    "check_batch_shapes",
    "check_close",
    "check_finite",
    "check_gradients_flow",
    "check_initial_loss",
    "check_loss_falls",
    "check_shape",
    "count_weights",
    "credit",
    "gradients",
    "predict",
    "probe",
    "raises",
    "rng",
    "seed",
    "source_of",
    "weights",
]

Function = TypeVar("Function", bound=Callable[..., Any])

_QUANTITY: Final = "the measured quantity"

LOSS_TREND_Z: Final = -2.326
"""Critical value of the one-sided Mann-Kendall test at the 1 % level (standard normal)."""


def probe(function: Function) -> Function:
    """Make `function` run beside the student's objects and return data.

    In an ordinary kernel the function is returned unchanged. Under examination a call sends it,
    with the modules, data and student's objects that it names, to the candidate; what it returns
    comes back as data, and its exceptions come back as exceptions. Never let it name an
    expected value: whatever it names can be read by the candidate.
    """
    return current().probe(function)


def seed(name: str = "") -> int:
    """A seed from 0 to 2**32 - 1 for `name`; a student cannot know it under examination.

    It is the same for all submissions of a run and is kept in the record. In an ordinary
    kernel it is fixed, so that authoring is reproducible.
    """
    digest = hashlib.sha256(f"{current().seed}:{name}".encode()).digest()
    return int.from_bytes(digest[:4], "little")


def rng(name: str = "") -> np.random.Generator:
    """A NumPy generator for `name`, whose draws nobody can foresee who knows `seed(name)`.

    A seed is often told to the student's code, for its own training. It has too few bits to draw
    what is hidden, so the generator has a seed of 256 bits of its own.
    """
    digest = hashlib.sha256(f"{current().seed}:rng:{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))


def source_of(grade_id: str) -> str:
    """The submitted text of the answer cell `grade_id`, for checks of syntax.

    Raises:
        KeyError: no answer cell has this id.
    """
    return current().source_of(grade_id)


def credit(value: float, *, low: float, high: float, points: float, what: str = _QUANTITY) -> float:
    """Linear credit: 0 points at `low`, all `points` at `high`, linear between them.

    Use it as the last expression of a test cell. `high` may be below `low` for quantities that
    should be small. The result is rounded to 0.01 points. `what` names the value in messages and
    in calibrations.

    Raises:
        ValueError: `low` equals `high`, or `points` is negative.
        AssertionError: `value` is not a finite number.
    """
    if low == high or points < 0:
        message = f"credit needs low != high and points >= 0, got {low}, {high}, {points}"
        raise ValueError(message)
    number = float(value)
    _measured("credit", what, number, float(low), float(high))
    share = min(1.0, max(0.0, (number - low) / (high - low)))
    # Points need not be whole hundredths: 0.375 is neither more nor less than all of them.
    return float(points) if share == 1 else min(float(points), round(share * points, 2))


def at_least(value: float, bar: float, what: str = _QUANTITY) -> None:
    """Fail unless `value` is `bar` or more.

    `autograder calibrate` finds out how far right and wrong solutions are from the bar.

    Args:
        value: what was measured.
        bar: the smallest value that passes.
        what: how the message names `value`; the message holds neither number.
    """
    number = _compared("at_least", value, bar, what)
    if number < bar:
        raise AssertionError(f"{what} is too small")


def at_most(value: float, bar: float, what: str = _QUANTITY) -> None:
    """Fail unless `value` is `bar` or less; as `at_least` otherwise."""
    number = _compared("at_most", value, bar, what)
    if number > bar:
        raise AssertionError(f"{what} is too large")


def _compared(measure: str, value: float, bar: float, what: str) -> float:
    """Record a comparison with `bar`, and return the value that is compared."""
    number, edge = float(value), float(bar)
    if not math.isfinite(edge):
        message = f"{measure} needs a finite bar, got {bar}"
        raise ValueError(message)
    _measured(measure, what, number, edge, edge)
    return number


def _measured(measure: str, what: str, number: float, low: float, high: float) -> None:
    """Keep a quantity and its thresholds for `autograder calibrate`; it has to be finite."""
    finite = math.isfinite(number)
    # JSON knows neither NaN nor infinity.
    value = number if finite else str(number)
    current().measured({"measure": measure, "what": what, "value": value, "low": low, "high": high})
    if not finite:
        raise AssertionError(f"{what} is not a finite number")


@contextlib.contextmanager
def raises(*kinds: type[BaseException], what: str = "the call") -> Iterator[None]:
    """The block has to raise one of `kinds` (`AssertionError` otherwise).

    `NameError` and `NotImplementedError` of a missing answer stay what they are.
    """
    try:
        yield
    except kinds:
        return
    except (NameError, NotImplementedError):
        raise
    except Exception as error:
        wanted = " or ".join(kind.__name__ for kind in kinds)
        message = f"{what} raised {type(error).__name__} instead of {wanted}"
        raise AssertionError(message) from error
    wanted = " or ".join(kind.__name__ for kind in kinds)
    message = f"{what} did not raise {wanted}"
    raise AssertionError(message)


def check_shape(value: Any, shape: Sequence[int | None], what: str = "the result") -> None:
    """`value` has `shape`; None stands for any length.

    Args:
        value: array, tensor, variable or nested list.
        shape: wanted length of every axis.
        what: how the message names `value`.
    """
    array = _array(value)
    # To NumPy everything that it does not know is an array without axes.
    lone = array.ndim == 0 and (array.dtype.kind == "O" or issubclass(type(value), str | bytes))
    assert not lone, f"{what} is no array of numbers, but {type(value).__name__}"
    actual = tuple(int(n) for n in array.shape)
    fits = len(actual) == len(shape) and all(
        want is None or want == got for want, got in zip(shape, actual, strict=True)
    )
    assert fits, f"{what} has the wrong shape {actual}"


def check_finite(value: Any, what: str = "the result") -> None:
    """No NaN and no infinity in `value` (array, tensor, or a nested list of them)."""
    for array in _arrays(value):
        assert np.all(np.isfinite(array)), f"{what} contains NaN or infinity"


def check_close(
    actual: Any, expected: Any, *, rtol: float = 1e-5, atol: float = 1e-6, what: str = "the result"
) -> None:
    """Same shape, and ``|actual - expected| <= atol + rtol * |expected|`` everywhere.

    The defaults suit float32 closed forms; a chain of matrix products wants rtol=1e-4, atol=1e-5.
    """
    got, want = _array(actual), np.asarray(expected)
    assert got.dtype != object, f"{what} is no array of numbers"
    assert got.shape == want.shape, f"{what} has the wrong shape {got.shape}"
    assert np.allclose(got, want, rtol=rtol, atol=atol), f"{what} has wrong values"


def check_batch_shapes(
    model: Callable[..., Any],
    input_shape: Sequence[int],
    output_shape: Sequence[int],
    *,
    batches: Iterable[int] = (1, 2, 7),
    name: str = "batch shapes",
) -> None:
    """`model` maps (B, *input_shape) to (B, *output_shape) for every batch size B, finitely."""
    generator = rng(name)
    for batch in batches:
        inputs = generator.normal(size=(batch, *input_shape)).astype("float32")
        outputs = model(inputs)
        check_shape(outputs, (batch, *output_shape), f"the output for a batch of {batch}")
        check_finite(outputs, f"the output for a batch of {batch}")


def weights(model: Any, *, trainable: bool | None = None) -> list[np.ndarray]:
    """The values of the model's or layer's variables, in order.

    Args:
        model: anything with `weights`, `trainable_weights`, `non_trainable_weights`.
        trainable: restrict to trainable (True) or frozen (False) variables.
    """
    values: list[np.ndarray] = current().probe(remote.weight_values)(model, trainable)
    return values


def count_weights(model: Any, *, trainable: bool | None = None) -> int:
    """Number of weights, counted from the arrays themselves (not from `count_params`)."""
    return sum(int(np.size(array)) for array in weights(model, trainable=trainable))


def predict(model: Any, *inputs: Any, batch_size: int = 256) -> np.ndarray:
    """Call `model` on `inputs` in inference mode, batch by batch; outputs joined on axis 0.

    Args:
        model: a Keras model, layer or callable with one output array.
        inputs: one array per input of the model, each of length n on axis 0.
    """
    result: np.ndarray = current().probe(remote.predict)(model, inputs, batch_size)
    return result


def gradients(
    loss: Callable[[], Any], model: Any, *, trainable: bool | None = True
) -> list[float | None]:
    """L2 norm of d loss / d variable for every variable of `model`; None where none flows.

    `loss` takes no argument and returns a scalar; it runs beside the student's objects, so it
    may use them, and must not name an expected value.
    """
    norms: list[float | None] = current().probe(remote.gradient_norms)(loss, model, trainable)
    return norms


def check_gradients_flow(loss: Callable[[], Any], model: Any) -> None:
    """Every trainable variable of `model` gets a finite gradient, and not all are zero."""
    norms = gradients(loss, model)
    assert norms, "the model has no trainable variables"
    missing = sum(norm is None for norm in norms)
    assert not missing, f"no gradient reaches {missing} of {len(norms)} trainable variables"
    values = [norm for norm in norms if norm is not None]
    assert all(math.isfinite(norm) for norm in values), "a gradient is NaN or infinite"
    assert any(norm > 0 for norm in values), "all gradients are zero"


def check_initial_loss(loss: float, *, classes: int, tolerance: float = 0.35) -> None:
    """An untrained classifier's cross-entropy is near ln(classes), in nats."""
    value = float(_array(loss))
    assert math.isfinite(value), "the loss before training is NaN or infinite"
    off = abs(value - math.log(classes))
    assert off <= tolerance, "the loss before training is not that of an undecided classifier"


def check_loss_falls(losses: Sequence[float], what: str = "the loss") -> None:
    """`losses` (at least 5, in order of time) fall: one-sided Mann-Kendall test at 1 %.

    A rank test does not depend on the loss's scale and forgives single bad steps.
    Source: M. G. Kendall, Rank Correlation Methods, 4th ed., 1975.
    """
    series = _array(losses).astype(float).ravel()
    n = len(series)
    assert n >= 5, f"{what} was recorded {n} times; the test needs 5"
    assert np.all(np.isfinite(series)), f"{what} contains NaN or infinity"
    signs = np.sign(series[None, :] - series[:, None])[np.triu_indices(n, 1)]
    s = float(signs.sum())
    _, ties = np.unique(series, return_counts=True)
    variance = n * (n - 1) * (2 * n + 5) - float(np.sum(ties * (ties - 1) * (2 * ties + 5)))
    assert variance > 0, f"{what} never changes"
    z = (s + 1) / math.sqrt(variance / 18) if s < 0 else 0.0
    assert z <= LOSS_TREND_Z, f"{what} does not fall"


def _array(value: Any) -> np.ndarray:
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:
        message = f"expected an array of numbers, got {type(value).__name__}"
        raise AssertionError(message) from error


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple) and any(np.ndim(item) for item in value):
        for item in value:
            yield from _arrays(item)
        return
    array = _array(value)
    assert array.dtype.kind in "biufc", f"expected numbers, got dtype {array.dtype}"
    yield array
