"""Faults in expressions that people make in any program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import libcst as cst

from autograder.mutation import vocabulary
from autograder.mutation.nodes import (
    binary,
    boolean,
    code,
    is_call_of,
    is_literal,
    is_noise,
    is_tiny,
    keyword_name,
    name_of,
    negated,
    number,
    number_of,
    operands,
    placed,
    positional,
    renamed,
    shifted,
    string_of,
    swapped,
    without,
)
from autograder.mutation.tree import Tree

_OPPOSITE: Final[dict[type[cst.CSTNode], cst.BaseCompOp]] = {
    cst.Equal: cst.NotEqual(),
    cst.NotEqual: cst.Equal(),
    cst.LessThan: cst.GreaterThanEqual(),
    cst.GreaterThanEqual: cst.LessThan(),
    cst.GreaterThan: cst.LessThanEqual(),
    cst.LessThanEqual: cst.GreaterThan(),
    cst.In: cst.NotIn(),
    cst.NotIn: cst.In(),
    cst.Is: cst.IsNot(),
    cst.IsNot: cst.Is(),
}
_BOUNDARY: Final[dict[type[cst.CSTNode], cst.BaseCompOp]] = {
    cst.LessThan: cst.LessThanEqual(),
    cst.LessThanEqual: cst.LessThan(),
    cst.GreaterThan: cst.GreaterThanEqual(),
    cst.GreaterThanEqual: cst.GreaterThan(),
}
_ARITHMETIC: Final[dict[type[cst.CSTNode], cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract(),
    cst.Subtract: cst.Add(),
    cst.Multiply: cst.Divide(),
    cst.Divide: cst.Multiply(),
    cst.FloorDivide: cst.Divide(),
    cst.Modulo: cst.FloorDivide(),
    cst.Power: cst.Multiply(),
    cst.MatrixMultiply: cst.Multiply(),
    cst.BitAnd: cst.BitOr(),
    cst.BitOr: cst.BitAnd(),
    cst.BitXor: cst.BitOr(),
    cst.LeftShift: cst.RightShift(),
    cst.RightShift: cst.LeftShift(),
}
_AUGMENTED: Final[dict[type[cst.CSTNode], cst.BaseAugOp]] = {
    cst.AddAssign: cst.SubtractAssign(),
    cst.SubtractAssign: cst.AddAssign(),
    cst.MultiplyAssign: cst.DivideAssign(),
    cst.DivideAssign: cst.MultiplyAssign(),
}
_NEUTRAL_ELEMENT: Final = {cst.Multiply: (1, -1), cst.Divide: (1, -1), cst.Power: (1,)}
_NEUTRAL_ELEMENT_OF_ADDITION: Final = (0,)


def comparison_changed(node: cst.ComparisonTarget, _: Tree) -> Iterator[cst.CSTNode]:
    """A comparison says the opposite.

    - ready = step == last
    + ready = step != last
    """
    opposite = _OPPOSITE.get(type(node.operator))
    if opposite is not None:
        yield node.with_changes(operator=placed(opposite, node.operator))


def boundary_moved(node: cst.ComparisonTarget, _: Tree) -> Iterator[cst.CSTNode]:
    """A comparison includes its boundary, or excludes it.

    - late = position < length
    + late = position <= length
    """
    other = _BOUNDARY.get(type(node.operator))
    if other is not None:
        yield node.with_changes(operator=placed(other, node.operator))


def arithmetic_changed(
    node: cst.BinaryOperation | cst.AugAssign | cst.UnaryOperation, _: Tree
) -> Iterator[cst.CSTNode]:
    """An arithmetic operator is exchanged, or a sign lost.

    - rest = total - used
    + rest = total + used
    """
    if isinstance(node, cst.AugAssign):
        augmented = _AUGMENTED.get(type(node.operator))
        if augmented is not None:
            yield node.with_changes(operator=placed(augmented, node.operator))
    elif isinstance(node, cst.UnaryOperation):
        signs = cst.Minus | cst.BitInvert
        if isinstance(node.operator, signs) and number_of(node) is None:
            yield node.expression
    elif not _is_text(node.left) and not _is_text(node.right) and not _changes_nothing(node):
        operator = placed(_ARITHMETIC[type(node.operator)], node.operator)
        yield binary(node.left, operator, node.right)


def _is_text(node: cst.BaseExpression) -> bool:
    """Whether `node` is a string or a list, for which + and / mean something else."""
    return isinstance(node, cst.BaseString | cst.BaseList | cst.Tuple)


def _changes_nothing(node: cst.BinaryOperation) -> bool:
    neutral = _NEUTRAL_ELEMENT.get(type(node.operator), _NEUTRAL_ELEMENT_OF_ADDITION)
    if number_of(node.right) in neutral:
        return True
    # `epsilon-dropped` tries what happens without an epsilon.
    hardly = is_tiny(node.right) or is_noise(node.right)
    return hardly and isinstance(node.operator, cst.Add | cst.Subtract)


def constant_changed(
    node: cst.Integer | cst.Float | cst.UnaryOperation, tree: Tree
) -> Iterator[cst.CSTNode]:
    """A number is one more or one less; a number with a fraction is twice as large.

    - first = rows[0]
    + first = rows[1]
    """
    value = number_of(node)
    parent = tree.parents[node]
    if value is None or isinstance(parent, cst.UnaryOperation | cst.Slice):
        return
    if any(vocabulary.is_free_number(*pair) for pair in tree.keywords(node)):
        return
    if _counts_for_messages(tree.parents.get(parent), tree):
        return
    if _is_size(value, parent) or _is_place(node, tree):
        return
    if isinstance(value, int):
        near = (1,) if value == 0 else (0, 2) if value == 1 else (value - 1, value + 1)
        if value == 1 and _is_number_of_units(node, tree):
            near = (2,)  # no layer has 0
        yield from (number(other) for other in near)
    elif value in (0.0, 1.0):
        yield number(1.0 - value)
    elif 1e-3 <= abs(value) <= 1e4:
        yield number(2 * value)


def _counts_for_messages(call: cst.CSTNode | None, tree: Tree) -> bool:
    """Whether `call` is an `enumerate` whose numbers are only shown."""
    if not isinstance(call, cst.Call) or name_of(call.func) != "enumerate":
        return False
    loop = tree.parents[call]
    target = loop.target if isinstance(loop, cst.For | cst.CompFor) else None
    if not isinstance(target, cst.Tuple) or not target.elements:
        return False
    counter = target.elements[0].value
    return isinstance(counter, cst.Name) and not tree.is_used(counter.value)


def _is_size(value: float, parent: cst.CSTNode) -> bool:
    """Whether this is a number of units or of examples: 64 is as good as 65."""
    alone = isinstance(parent, cst.Arg | cst.Assign | cst.Param)
    return alone and isinstance(value, int) and value >= 16 and value & (value - 1) == 0


def _is_number_of_units(node: cst.CSTNode, tree: Tree) -> bool:
    """Whether `node` is the first argument of a layer."""
    arg = tree.parents[node]
    call = tree.parents.get(arg)
    return (
        isinstance(call, cst.Call)
        and arg is call.args[0]
        and name_of(call.func) in vocabulary.WITH_UNITS
    )


def _is_place(node: cst.CSTNode, tree: Tree) -> bool:
    """Whether a positional argument is an axis, a shape or a distance: it has its own operators."""
    arg = tree.parents[node]
    if isinstance(arg, cst.Element):
        arg = tree.parents[tree.parents[arg]]
    call = tree.parents.get(arg)
    if not isinstance(arg, cst.Arg) or not isinstance(call, cst.Call) or arg.keyword:
        return False
    if name_of(call.func) == "Reshape":
        return True
    return arg in operands(call) and is_call_of(call, vocabulary.PLACED)


def boolean_flipped(node: cst.Name, tree: Tree) -> Iterator[cst.CSTNode]:
    """True is False, or False is True.

    - layer = GRU(8, return_sequences=True)
    + layer = GRU(8, return_sequences=False)
    """
    other = {"True": "False", "False": "True"}.get(node.value)
    arg = tree.parents[node]
    settled = keyword_name(arg) in vocabulary.OWNED | vocabulary.UNSEEN
    if other and not isinstance(arg, cst.Attribute) and not settled:
        yield cst.Name(other)


def connective_changed(node: cst.BooleanOperation, _: Tree) -> Iterator[cst.CSTNode]:
    """`and` is `or`, or the other way round.

    - usable = found and valid
    + usable = found or valid
    """
    operator = cst.And() if isinstance(node.operator, cst.Or) else cst.Or()
    yield boolean(node.left, placed(operator, node.operator), node.right)


def condition_negated(node: cst.BaseExpression, tree: Tree) -> Iterator[cst.CSTNode]:
    """A condition says the opposite.

    - y = f(x) if ready else x
    + y = f(x) if not ready else x
    """
    parent = tree.parents[node]
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        yield node.expression
    elif isinstance(node, cst.Comparison | cst.UnaryOperation):
        return  # The opposite of a comparison is `comparison-changed`.
    elif isinstance(parent, cst.If | cst.IfExp | cst.While | cst.CompIf) and node is parent.test:
        yield negated(node)


def arguments_swapped(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """Two neighbouring arguments change places.

    - loss = distance(target, prediction)
    + loss = distance(prediction, target)
    """
    function = name_of(node.func)
    if function in vocabulary.SYMMETRIC | vocabulary.RESHAPES:
        return
    args = positional(node)
    branches = function == "where"
    for index in range(1 if branches else 0, len(args) - 1):
        fixed = [is_literal(arg.value) for arg in args[index : index + 2]]
        # What is written out belongs to one place: nobody takes it for a tensor.
        if branches or fixed[0] == fixed[1]:
            yield node.with_changes(args=swapped(node.args, index, index + 1))


def keyword_dropped(node: cst.Call, tree: Tree) -> Iterator[cst.CSTNode]:
    """A named argument is left out.

    - table = read(path, encoding="latin-1")
    + table = read(path)
    """
    if name_of(node.func) == "dict" or _counts_for_messages(node, tree):
        return
    for arg in node.args:
        name = keyword_name(arg)
        # One of True and False is what a missing flag means: `boolean-flipped` tries the other.
        flag = name_of(arg.value) in ("True", "False")
        value = string_of(arg.value) or code(arg.value)
        usual = flag or vocabulary.DEFAULTS.get(name) == value
        if name and name not in vocabulary.OWNED | vocabulary.UNSEEN and not usual:
            yield without(node, arg)


def extremes_exchanged(node: cst.Call, _: Tree) -> Iterator[cst.CSTNode]:
    """The largest is the smallest, or the other way round.

    - best = np.argmax(scores)
    + best = np.argmin(scores)
    """
    other = vocabulary.EXTREMES.get(name_of(node.func))
    if other:
        yield node.with_changes(func=renamed(node.func, other))


def slice_moved(node: cst.Slice, _: Tree) -> Iterator[cst.CSTNode]:
    """A slice begins or ends at its neighbour, or has no bound.

    - head = rows[:count]
    + head = rows[:count - 1]
    """
    if node.lower is not None:
        yield node.with_changes(lower=shifted(node.lower, 1))
        if number_of(node.lower) != 0:
            colon = node.first_colon.with_changes(whitespace_before=cst.SimpleWhitespace(""))
            yield node.with_changes(lower=None, first_colon=colon)
    if node.upper is not None:
        yield node.with_changes(upper=shifted(node.upper, -1))
        colon = node.first_colon.with_changes(whitespace_after=cst.SimpleWhitespace(""))
        yield node.with_changes(upper=None, first_colon=colon)
    if node.step is not None and number_of(node.step) != 1:
        yield node.with_changes(step=None, second_colon=cst.MaybeSentinel.DEFAULT)
