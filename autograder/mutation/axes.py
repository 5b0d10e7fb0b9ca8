"""Faults in shapes: axes, transpositions, orders of dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from autograder.mutation import vocabulary
from autograder.mutation.nodes import (
    attribute,
    code,
    is_call_of,
    is_method,
    keyword,
    keyword_name,
    name_of,
    number,
    number_of,
    operands,
    positional,
    renamed,
    root_of,
    string,
    string_of,
    subject,
    swapped,
    with_keyword,
    with_value,
    without,
)
from autograder.mutation.tree import Tree


def axis_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """An axis is a neighbour of the right one, or is left out.

    - total = tf.reduce_sum(x, axis=-1)
    + total = tf.reduce_sum(x, axis=-2)
    """
    arg = _axis_of(node)
    if arg is None:
        return
    function, value = name_of(node.func), arg.value
    if isinstance(value, cst.Tuple | cst.List) and len(value.elements) > 1:
        for index in (-1, 0):
            kept = value.elements[index].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            yield with_value(node, arg, kept.value)
    axis = number_of(value)
    if isinstance(axis, int):
        for other in _other_axes(axis):
            yield with_value(node, arg, number(other))
    elif isinstance(value, cst.Name) and value.value == "None":
        yield with_value(node, arg, number(-1))
    if _depends_on_axis(function, axis):
        yield without(node, arg)


def _other_axes(axis: int) -> tuple[int, ...]:
    # Of a matrix, -2 is 0; of a batch of matrices, it is the axis that people confuse with -1.
    near = {-1: (-2, 0), 0: (1,), 1: (0, 2)}
    return near.get(axis, (axis + 1,) if axis < 0 else (axis - 1,))


def _axis_of(call: cst.Call) -> cst.Arg | None:
    named = keyword(call, "axis", "dim")
    if named is not None:
        return named
    others = operands(call)
    known = is_call_of(call, vocabulary.AXIS_FIRST)
    return others[0] if known and others and number_of(others[0].value) is not None else None


def _depends_on_axis(function: str, axis: float | None) -> bool:
    """Whether a call without an axis is another one. Where an axis is needed, nobody forgets it."""
    if function in vocabulary.LAST_AXIS:
        return axis != -1
    if function in vocabulary.FIRST_AXIS:
        return axis != 0
    return function in vocabulary.REDUCTIONS or function in ("argmax", "argmin", "squeeze")


def keepdims_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """A reduced axis is lost, or kept.

    - top = np.max(x, axis=-1, keepdims=True)
    + top = np.max(x, axis=-1)
    """
    arg = keyword(node, "keepdims", "keepdim")
    if arg is not None:
        is_false = name_of(arg.value) == "False"
        yield with_value(node, arg, cst.Name("True")) if is_false else without(node, arg)


def transpose_changed(
    node: cst.Call | cst.Attribute | cst.BinaryOperation, tree: Tree
) -> Iterator[cst.CSTNode]:
    """A transposition is missing, of the wrong axes, or one too many.

    - scores = tf.matmul(q, k, transpose_b=True)
    + scores = tf.matmul(q, k)
    """
    if isinstance(node, cst.Attribute):
        parent = tree.parents[node]
        called = isinstance(parent, cst.Call) and parent.func is node
        if node.attr.value in ("T", "mT") and not called:
            yield node.value
    elif isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.MatrixMultiply):
            transposed = attribute(node.right, "T")
            if name_of(node.right) != "T":
                yield node.with_changes(right=transposed)
    elif name_of(node.func) == "matmul":
        yield from _product_changed(node)
    elif name_of(node.func) in vocabulary.TRANSPOSITIONS:
        yield from _transposition_changed(node)


def _product_changed(call: cst.Call) -> Iterator[cst.CSTNode]:
    flags = [arg for arg in call.args if keyword_name(arg) in ("transpose_a", "transpose_b")]
    for arg in flags:
        is_false = name_of(arg.value) == "False"
        yield with_value(call, arg, cst.Name("True")) if is_false else without(call, arg)
    factors = positional(call)
    if root_of(call.func) == "tf":
        if not flags:
            yield with_keyword(call, "transpose_b", cst.Name("True"))
    elif isinstance(call.func, cst.Attribute) and not is_method(call) and len(factors) == 2:
        right = factors[1].value
        if not isinstance(right, cst.Call) or name_of(right.func) not in vocabulary.TRANSPOSITIONS:
            args = [cst.Arg(right), cst.Arg(number(-1)), cst.Arg(number(-2))]
            yield with_value(call, factors[1], cst.Call(renamed(call.func, "swapaxes"), args))


def _transposition_changed(call: cst.Call) -> Iterator[cst.CSTNode]:
    tensor = subject(call)
    if tensor is not None:
        yield tensor
    order = [arg for arg in (keyword(call, "perm", "axes"), *operands(call)) if arg is not None]
    if order and isinstance(order[0].value, cst.Tuple | cst.List):
        axes = order[0].value
        count = len(axes.elements)
        # Of the first axis and another: batches and features get mixed.
        for first in range(count - 1):
            changed = axes.with_changes(elements=swapped(axes.elements, first, first + 1))
            if _numbers(changed) != list(range(count)):
                yield with_value(call, order[0], changed)


def _numbers(values: cst.Tuple | cst.List) -> list[int | float | None]:
    return [number_of(element.value) for element in values.elements]


def einsum_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Two letters of an einsum change places.

    - scores = tf.einsum("btd,bsd->bts", q, k)
    + scores = tf.einsum("btd,bsd->bst", q, k)
    """
    args = positional(node)
    text = string_of(args[0].value) if args and name_of(node.func) == "einsum" else None
    if text is None:
        return
    inputs, arrow, output = text.partition("->")
    parts = [*inputs.split(","), *([output] if arrow else [])]
    for index, part in enumerate(parts):
        changed = re.sub(r"(\w)(\w)(\s*)$", r"\2\1\3", part)
        others = [*parts[:index], changed, *parts[index + 1 :]]
        joined = ",".join(others[: -1 if arrow else None]) + (arrow and arrow + others[-1])
        yield with_value(node, args[0], string(joined, args[0].value))


def new_axis_moved(node: cst.Subscript, _: Tree) -> Iterator[cst.CSTNode]:
    """A new axis comes at the neighbouring place: the broadcast goes the other way.

    - row = position[None, :]
    + row = position[:, None]
    """
    elements = list(node.slice)
    for index in range(len(elements) - 1):
        new = [_is_new_axis(element) for element in elements[index : index + 2]]
        if new[0] != new[1]:
            a, b = elements[index : index + 2]
            elements[index], elements[index + 1] = (
                b.with_changes(comma=a.comma),
                a.with_changes(comma=b.comma),
            )
            yield node.with_changes(slice=elements)
            return


def _is_new_axis(element: cst.SubscriptElement) -> bool:
    part = element.slice
    return isinstance(part, cst.Index) and name_of(part.value) in ("None", "newaxis")


def reshape_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Two dimensions of a shape change places.

    - heads = tf.reshape(x, (batch, time, heads, depth))
    + heads = tf.reshape(x, (batch, heads, time, depth))
    """
    function = name_of(node.func)
    if function not in (*vocabulary.RESHAPES, "Reshape"):
        return
    shape = operands(node) if function != "Reshape" else positional(node)
    named = keyword(node, "shape", "newshape", "target_shape")
    arg = named or (shape[0] if shape else None)
    if len(shape) > 1 and function in ("reshape", "view") and is_method(node):
        # x.reshape(a, b)
        for index in range(len(shape) - 1):
            yield node.with_changes(args=swapped(node.args, index, index + 1))
    elif arg is not None and isinstance(arg.value, cst.Tuple | cst.List):
        dims = arg.value
        for index in range(len(dims.elements) - 1):
            pair = dims.elements[index : index + 2]
            if not any(isinstance(element, cst.StarredElement) for element in pair):
                changed = dims.with_changes(elements=swapped(dims.elements, index, index + 1))
                yield with_value(node, arg, changed)


def concatenation_changed(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Two parts are joined in the wrong order, or stacked instead of joined.

    - both = tf.concat([context, query], axis=-1)
    + both = tf.concat([query, context], axis=-1)
    """
    function, args = name_of(node.func), positional(node)
    if function not in vocabulary.CONCATENATIONS or not args:
        return
    parts = args[0].value
    if isinstance(parts, cst.List | cst.Tuple):
        for index in range(len(parts.elements) - 1):
            changed = parts.with_changes(elements=swapped(parts.elements, index, index + 1))
            yield with_value(node, args[0], changed)
    library = code(node.func.value) if isinstance(node.func, cst.Attribute) else ""
    joined = {"tf": "concat", "np": "concatenate", "keras.ops": "concatenate", "torch": "cat"}
    if library in joined and function in ("stack", joined[library]):
        other = joined[library] if function == "stack" else "stack"
        yield node.with_changes(func=renamed(node.func, other))
