"""Faults in what is calculated from tensors: reductions, scales, logarithms, numeric guards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import libcst as cst

from autograder.mutation.nodes import (
    code,
    is_method,
    is_tiny,
    keyword,
    name_of,
    number_of,
    operands,
    positional,
    renamed,
    root_of,
    string,
    string_of,
    subject,
    with_value,
    without,
)
from autograder.mutation.tree import Tree
from autograder.mutation.vocabulary import words

_MEANS: Final = {
    **{"reduce_mean": "reduce_sum", "mean": "sum", "nanmean": "nansum", "Mean": "Sum"},
    **{"GlobalAveragePooling1D": "GlobalMaxPooling1D"},
    **{"GlobalAveragePooling2D": "GlobalMaxPooling2D"},
}
_SUMS: Final = {"reduce_sum": "reduce_mean", "sum": "mean", "nansum": "nanmean", "Sum": "Mean"}
_LOSS_REDUCTIONS: Final = {"sum": "sum_over_batch_size", "sum_over_batch_size": "sum"}
_ROOTS: Final = words("sqrt rsqrt")
_SCALES: Final = words("scale temperature std sigma stddev scaling")
_LOGARITHMS: Final = words("log exp log1p expm1 log2 log10 exp2 logsumexp")
_BASES: Final = {"log2": "log", "log10": "log", "log1p": "log", "expm1": "exp"}
_SIZES: Final = words("abs absolute square sqrt fabs rsqrt")
_CLIPS: Final = words("clip clip_by_value clip_by_norm clamp clip_by_global_norm")


def sum_for_mean(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A sum is a mean, or the other way round.

    - loss = tf.reduce_mean(errors)
    + loss = tf.reduce_sum(errors)
    """
    function = name_of(node.func)
    other = _MEANS.get(function) or _SUMS.get(function)
    known = isinstance(node.func, cst.Attribute) and root_of(node.func) != "statistics"
    if other and known:
        yield node.with_changes(func=renamed(node.func, other))
    arg = keyword(node, "reduction")
    reduction = _LOSS_REDUCTIONS.get(string_of(arg.value) or "") if arg else None
    if arg is not None and reduction:
        yield with_value(node, arg, string(reduction, arg.value))


def scale_dropped(node: cst.BinaryOperation, _: Tree) -> Iterator[cst.CSTNode]:
    """A quotient is not divided by a square root, a temperature or a standard deviation.

    - scores = q @ k.T / np.sqrt(depth)
    + scores = q @ k.T
    """
    if isinstance(node.operator, cst.Divide) and _is_scale(node.right):
        yield node.left
    if isinstance(node.operator, cst.Multiply):
        if _is_inverse_root(node.right):
            yield node.left
        if _is_inverse_root(node.left):
            yield node.right


def _is_scale(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Call):
        arg = subject(node)
        cast = name_of(node.func) in ("cast", "float", "float32") and arg is not None
        return name_of(node.func) in _ROOTS or (cast and arg is not None and _is_scale(arg))
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Power):
        return number_of(node.right) == 0.5
    return name_of(node) in _SCALES


def _is_inverse_root(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.Power):
            return number_of(node.right) == -0.5
        return isinstance(node.operator, cst.Divide) and _is_scale(node.right)
    return isinstance(node, cst.Call) and name_of(node.func) == "rsqrt"


def logarithm_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A logarithm or an exponential function is missing, or has another base.

    - likelihood = tf.exp(log_likelihood)
    + likelihood = log_likelihood
    """
    function, tensor = name_of(node.func), subject(node)
    if function not in _LOGARITHMS or tensor is None or is_method(node):
        return
    if function != "logsumexp":
        yield tensor
    if function == "log" and code(node.func) == "np.log":
        yield node.with_changes(func=renamed(node.func, "log2"))
    elif function in _BASES:
        yield node.with_changes(func=renamed(node.func, _BASES[function]))


def magnitude_dropped(node: cst.Call | cst.BinaryOperation, _: Tree) -> Iterator[cst.CSTNode]:
    """An absolute value, a square or a root is missing.

    - error = tf.square(target - output)
    + error = target - output
    """
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.Power) and number_of(node.right) in (2, 0.5):
            yield node.left
    elif name_of(node.func) in _SIZES:
        tensor = subject(node)
        if tensor is not None:
            yield tensor


def epsilon_dropped(node: cst.BinaryOperation | cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A small number that prevents log(0) or a division by 0 is missing.

    - y = x / (norm + 1e-7)
    + y = x / norm
    """
    if isinstance(node, cst.Call):
        arg = keyword(node, "epsilon", "eps")
        if arg is not None:
            yield without(node, arg)
    elif isinstance(node.operator, cst.Add | cst.Subtract):
        if is_tiny(node.right):
            yield node.left
        elif is_tiny(node.left) and isinstance(node.operator, cst.Add):
            yield node.right


def clip_dropped(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A value is not clipped, or not bounded from one side.

    - p = np.clip(p, 1e-7, 1 - 1e-7)
    + p = p
    """
    function, tensor = name_of(node.func), subject(node)
    if function in _CLIPS and tensor is not None:
        yield tensor
    elif function in ("maximum", "minimum") and len(positional(node)) > 1:
        first, second = (arg.value for arg in positional(node)[:2])
        if number_of(second) is not None or is_tiny(second):
            yield first
        elif number_of(first) is not None:
            yield second
    for arg in node.args:
        if arg.keyword and arg.keyword.value in ("clipnorm", "clipvalue", "global_clipnorm"):
            yield without(node, arg)


def dtype_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A type of numbers is another one, or a conversion is missing.

    - x = x.astype("float32")
    + x = x.astype("int32")
    """
    function = name_of(node.func)
    converts = function in ("astype", "cast") and operands(node)
    arg = keyword(node, "dtype", "output_type") or (operands(node)[0] if converts else None)
    if function in ("Input", "InputLayer", "TensorSpec"):
        return
    if converts:
        tensor = subject(node)
        if tensor is not None:
            yield tensor
    if arg is None:
        return
    text = string_of(arg.value)
    for other in _other_types(text or name_of(arg.value)):
        new = string(other, arg.value) if text else renamed(arg.value, other)
        yield with_value(node, arg, new)


def _other_types(name: str) -> tuple[str, ...]:
    if name in ("int", "float"):
        return ("float",) if name == "int" else ("int",)
    if name.startswith("float"):
        return ("int32", "float16") if name == "float32" else ("int32",)
    if name.startswith(("int", "uint")):
        return ("float32",)
    # Nearly everything takes 0 and 1 for False and True.
    return ()
