"""Faults in data and training: optimizers, order, shifts, leaks, seeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import libcst as cst

from autograder.mutation import vocabulary
from autograder.mutation.nodes import (
    binary,
    code,
    is_method,
    keyword,
    keyword_name,
    name_of,
    number,
    number_of,
    operands,
    positional,
    renamed,
    shifted,
    string,
    string_of,
    with_value,
    without,
)
from autograder.mutation.tree import Tree

_COMMON: Final = vocabulary.words("learning_rate clipnorm clipvalue global_clipnorm") | {""}
"""Arguments of every optimizer; "" is a positional one, which is the learning rate."""
_TRAINING: Final = ("train", "training")
_HELD_OUT: Final = ("validation", "valid", "val", "test", "dev")
_PARTS: Final = re.compile(r"(?<![a-z])(?:validation|valid|val|test|dev|train|training)(?![a-z])")


def optimizer_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Another optimizer is taken.

    - model.compile(optimizer=Adam(0.001))
    + model.compile(optimizer=SGD(0.001))
    """
    function = name_of(node.func)
    if function in vocabulary.OPTIMIZERS:
        # Momentum and betas are not known to the other one.
        args = [arg for arg in node.args if keyword_name(arg) in _COMMON and not arg.star]
        if args and args[-1] is not node.args[-1]:
            args[-1] = args[-1].with_changes(comma=node.args[-1].comma)
        func = renamed(node.func, "Adam" if function == "SGD" else "SGD")
        yield node.with_changes(func=func, args=args)
    arg = keyword(node, "optimizer")
    text = string_of(arg.value) if arg else None
    if arg is not None and text and text.lower() in map(str.lower, vocabulary.OPTIMIZERS):
        other = "adam" if text.lower() == "sgd" else "sgd"
        yield with_value(node, arg, string(other, arg.value))


def learning_rate_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A learning rate is ten times as large, or as small.

    - optimizer = Adam(learning_rate=0.001)
    + optimizer = Adam(learning_rate=0.01)
    """
    arg = keyword(node, "learning_rate", "lr")
    if arg is None and name_of(node.func) in vocabulary.OPTIMIZERS:
        arg = next(iter(positional(node)), None)
    if arg is None:
        return
    value = number_of(arg.value)
    if value is not None:
        yield with_value(node, arg, number(value * 10.0))
        yield with_value(node, arg, number(value / 10.0))
    elif not isinstance(arg.value, cst.SimpleString) and "schedule" not in code(arg.value).lower():
        yield with_value(node, arg, binary(arg.value, cst.Multiply(), number(10)))
        yield with_value(node, arg, binary(arg.value, cst.Divide(), number(10)))


def shuffle_changed(node: cst.Call, tree: Tree) -> Iterator[cst.CSTNode]:
    """Data keep their order where they should be shuffled, or lose it.

    - batches = dataset.shuffle(1000).batch(32)
    + batches = dataset.batch(32)
    """
    arg = keyword(node, "shuffle")
    flag = {"True": "False", "False": "True"}.get(name_of(arg.value)) if arg else None
    if arg is not None and flag:
        yield with_value(node, arg, cst.Name(flag))
    function = name_of(node.func)
    if not isinstance(node.func, cst.Attribute):
        return
    # `random.shuffle(rows)` works in place: its deletion is `statement-deleted`.
    used = not isinstance(tree.parents[node], cst.Expr)
    whole = function == "sample" and number_of(getattr(keyword(node, "frac"), "value", None)) == 1
    if whole or (function == "shuffle" and used and is_method(node)):
        yield node.func.value
    elif function == "permutation" and positional(node):
        value = positional(node)[0].value
        counts = isinstance(value, cst.Integer) or (
            isinstance(value, cst.Call) and name_of(value.func) == "len"
        )
        ordered = "np.arange" if "np" in tree.names else "range"
        yield node.with_changes(func=cst.parse_expression(ordered)) if counts else value


def shift_changed(node: cst.Call | cst.Slice, tree: Tree) -> Iterator[cst.CSTNode]:
    """Labels or windows are shifted by one, or in the other direction.

    - target = tokens[1:]
    + target = tokens[:-1]
    """
    if isinstance(node, cst.Slice):
        lower, upper = number_of(node.lower), number_of(node.upper)
        if lower == 1 and node.upper is None:
            yield node.with_changes(lower=None, upper=number(-1))
        elif node.lower is None and upper == -1:
            yield node.with_changes(lower=number(1), upper=None)
        elif node.lower is not None and node.upper is not None and lower is None and upper is None:
            yield node.with_changes(lower=shifted(node.lower, 1), upper=shifted(node.upper, 1))
    elif name_of(node.func) in vocabulary.ROLLS:
        arg = keyword(node, "shift", "periods", "shifts") or next(iter(operands(node)), None)
        distance = number_of(arg.value) if arg else None
        if arg is not None and isinstance(distance, int):
            yield with_value(node, arg, number(-distance))
            yield with_value(node, arg, number(0))
    elif isinstance(tree.parents[node], cst.For | cst.CompFor):
        yield from _window_count_changed(node)


def _window_count_changed(call: cst.Call) -> Iterator[cst.CSTNode]:
    """One window too few, or too many: `range(len(x) - n + 1)`."""
    args = positional(call)
    if name_of(call.func) != "range" or len(args) not in (1, 2):
        return
    stop = args[-1]
    yield with_value(call, stop, shifted(stop.value, -1))
    if isinstance(stop.value, cst.BinaryOperation):
        yield with_value(call, stop, shifted(stop.value, 1))


def data_leak(node: cst.Arg | cst.Tuple | cst.Subscript, tree: Tree) -> Iterator[cst.CSTNode]:
    """Training data are used for validation, or the other way round.

    - model.fit(x_train, y_train, validation_data=(x_val, y_val))
    + model.fit(x_train, y_train, validation_data=(x_train, y_val))
    """
    if isinstance(node, cst.Subscript):
        parent = tree.parents[node]
        stored = tree.binds(node) or (
            isinstance(parent, cst.Attribute) and parent.attr.value in ("append", "extend")
        )
        if not stored and len(node.slice) == 1:
            yield from _other_key(node, tree)
    elif isinstance(node, cst.Arg):
        new = _counterpart(node.value, tree)
        if new is not None:
            yield node.with_changes(value=new)
    elif _is_passed(node, tree):
        for index, element in enumerate(node.elements):
            new = _counterpart(element.value, tree)
            if new is not None:
                elements = list(node.elements)
                elements[index] = element.with_changes(value=new)
                yield node.with_changes(elements=elements)


def _is_passed(node: cst.Tuple, tree: Tree) -> bool:
    return isinstance(tree.parents[node], cst.Arg)


def _counterpart(node: cst.BaseExpression, tree: Tree) -> cst.BaseExpression | None:
    """`x_train` for `x_val`, if there is one."""
    if not isinstance(node, cst.Name):
        return None
    other = _other_part(node.value, tree.names)
    return cst.Name(other) if other else None


def _other_key(node: cst.Subscript, tree: Tree) -> Iterator[cst.CSTNode]:
    index = node.slice[0].slice
    key = index.value if isinstance(index, cst.Index) else None
    keys = {string_of(other) or "" for other in tree.order if isinstance(other, cst.SimpleString)}
    other = _other_part(string_of(key) or "", frozenset(keys))
    if other:
        new = cst.Index(string(other, key))
        yield node.with_changes(slice=[node.slice[0].with_changes(slice=new)])


def _other_part(name: str, known: frozenset[str]) -> str:
    """The same name of another part of the data: training for all others, or validation."""
    found = _PARTS.search(name)
    if found is None:
        return ""
    others = _HELD_OUT if found[0] in _TRAINING else _TRAINING
    candidates = (name[: found.start()] + other + name[found.end() :] for other in others)
    return next((candidate for candidate in candidates if candidate in known), "")


def statistics_leak(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Statistics are taken from data that are only to be transformed.

    - x_test = scaler.transform(x_test)
    + x_test = scaler.fit_transform(x_test)
    """
    args = positional(node) if is_method(node) and name_of(node.func) == "transform" else []
    # groupby(…).transform("mean") is something else.
    if args and string_of(args[0].value) is None:
        yield node.with_changes(func=renamed(node.func, "fit_transform"))


def seed_ignored(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A seed is not used, or is always the same.

    - random = np.random.default_rng(seed)
    + random = np.random.default_rng()
    """
    arg = keyword(node, "seed", "random_state")
    if arg is None and name_of(node.func) in vocabulary.SEEDED:
        arg = next(iter(positional(node)), None)
    if arg is None or name_of(arg.value) == "None":
        return
    if name_of(node.func) not in ("set_random_seed", "set_seed", "manual_seed"):
        yield without(node, arg)
    value = arg.value
    if isinstance(value, cst.Tuple):
        for index, element in enumerate(value.elements):
            if number_of(element.value) is None:
                elements = list(value.elements)
                elements[index] = element.with_changes(value=number(0))
                yield with_value(node, arg, value.with_changes(elements=elements))
    elif number_of(value) is None:
        yield with_value(node, arg, number(0))
