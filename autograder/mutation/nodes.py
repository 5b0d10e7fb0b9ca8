"""Reading and building expressions of LibCST."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import libcst as cst

from autograder.mutation import vocabulary

MODULES: Final = frozenset(
    [
        "F",
        "K",
        "jnp",
        "keras",
        "layers",
        "math",
        "nn",
        "np",
        "numpy",
        "ops",
        "optax",
        "pd",
        "random",
        "scipy",
        "sklearn",
        "tf",
        "tfp",
        "torch",
    ]
)
"""Names that stand for libraries: `np.mean(x)` works on `x`, while `x.mean()` does, too."""

N = TypeVar("N", cst.Arg, cst.BaseElement)
Operator = TypeVar("Operator", bound=cst.CSTNode)

_TINY: Final = frozenset(["eps", "epsilon", "EPS", "EPSILON", "tiny"])
_ATOM: Final = 100
_INTEGER: Final = 99  # The point of `1.real` would belong to the number.
_BOOLEAN: Final[dict[type[cst.CSTNode], int]] = {cst.Or: 2, cst.And: 3}
_BINARY: Final[dict[type[cst.CSTNode], int]] = {
    **{cst.BitOr: 6, cst.BitXor: 7, cst.BitAnd: 8, cst.LeftShift: 9, cst.RightShift: 9},
    **{cst.Add: 10, cst.Subtract: 10, cst.Multiply: 11, cst.Divide: 11, cst.FloorDivide: 11},
    **{cst.Modulo: 11, cst.MatrixMultiply: 11, cst.Power: 13},
}
_OTHERS: Final[dict[type[cst.CSTNode], int]] = {
    **{cst.Tuple: -2, cst.Yield: -2, cst.NamedExpr: -1, cst.Lambda: 0, cst.IfExp: 1},
    **{cst.Comparison: 5, cst.Await: 14, cst.Integer: _INTEGER},
}


def binding(node: cst.BaseExpression) -> int:
    """How tightly the parts of `node` hold together; operators of higher precedence hold more."""
    if node.lpar:
        return _ATOM
    if isinstance(node, cst.BooleanOperation):
        return _BOOLEAN[type(node.operator)]
    if isinstance(node, cst.UnaryOperation):
        return 4 if isinstance(node.operator, cst.Not) else 12
    if isinstance(node, cst.BinaryOperation):
        return _BINARY[type(node.operator)]
    return _OTHERS.get(type(node), _ATOM)


def needed(parent: cst.CSTNode, child: cst.CSTNode) -> int:
    """How tightly an expression has to hold together to stand for `child` without parentheses."""
    if isinstance(parent, cst.BinaryOperation):
        return _needed_by_operator(parent.operator, left=child is parent.left)
    if isinstance(parent, cst.BooleanOperation):
        return _BOOLEAN[type(parent.operator)]
    if isinstance(parent, cst.UnaryOperation):
        return 4 if isinstance(parent.operator, cst.Not) else 12
    if isinstance(parent, cst.IfExp):
        return 1 if child is parent.orelse else 2
    if isinstance(parent, cst.Attribute):
        return _ATOM
    if isinstance(parent, cst.Subscript | cst.Call | cst.Await):
        return _INTEGER
    if isinstance(parent, cst.Comparison | cst.ComparisonTarget | cst.StarredElement):
        return 6
    if isinstance(parent, cst.CompFor | cst.CompIf):
        return 2
    if isinstance(parent, cst.Arg | cst.Element | cst.DictElement | cst.Slice):
        return 0
    return -2


def _needed_by_operator(operator: cst.BaseBinaryOp, *, left: bool) -> int:
    if isinstance(operator, cst.Power):
        return 14 if left else 12
    return _BINARY[type(operator)] + (not left)


def placed(operator: Operator, old: cst.CSTNode) -> Operator:
    """`operator` with the spaces and line breaks of `old`."""
    spaces = ("whitespace_before", "whitespace_after")
    return operator.with_changes(**{space: getattr(old, space) for space in spaces})


def parenthesised(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def held(node: cst.BaseExpression, least: int) -> cst.BaseExpression:
    """`node`, in parentheses if it holds together less than `least`."""
    return parenthesised(node) if binding(node) < least else node


def bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """`node` without its parentheses, if it can do without them."""
    plain = node.with_changes(lpar=[], rpar=[])
    dispensable = len(node.lpar) == 1 and not isinstance(node, cst.Tuple | cst.GeneratorExp)
    return plain if dispensable and "\n" not in code(node) else node


def binary(
    left: cst.BaseExpression, operator: cst.BaseBinaryOp, right: cst.BaseExpression
) -> cst.BinaryOperation:
    """`left operator right`, with parentheses around operands that need them."""
    return cst.BinaryOperation(
        left=held(left, _needed_by_operator(operator, left=True)),
        operator=operator,
        right=held(right, _needed_by_operator(operator, left=False)),
    )


def boolean(
    left: cst.BaseExpression, operator: cst.BaseBooleanOp, right: cst.BaseExpression
) -> cst.BooleanOperation:
    """`left operator right`, with parentheses around operands that need them."""
    least = _BOOLEAN[type(operator)]
    return cst.BooleanOperation(left=held(left, least), operator=operator, right=held(right, least))


def attribute(node: cst.BaseExpression, name: str) -> cst.Attribute:
    return cst.Attribute(held(node, _ATOM), cst.Name(name))


def negated(node: cst.BaseExpression) -> cst.UnaryOperation:
    return cst.UnaryOperation(operator=cst.Not(), expression=held(node, 4))


def shifted(node: cst.BaseExpression, by: int) -> cst.BaseExpression:
    """`node + by` or `node - by`, calculated if `node` is a number or ends with one."""
    value = number_of(node)
    if value is not None:
        return number(value + by)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add | cst.Subtract):
        last = number_of(node.right)
        if isinstance(last, int) and last > 0:
            moved = last + by if isinstance(node.operator, cst.Add) else last - by
            return node.with_changes(right=number(moved)) if moved else node.left
    operator: cst.BaseBinaryOp = cst.Add() if by > 0 else cst.Subtract()
    return binary(node, operator, number(abs(by)))


def code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def number_of(node: cst.CSTNode | None) -> int | float | None:
    """The value of a number, also of a negative one."""
    if isinstance(node, cst.Integer | cst.Float):
        return node.evaluated_value
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        value = number_of(node.expression)
        return None if value is None else -value
    return None


def number(value: float) -> cst.BaseExpression:
    """A number as a person writes it: 1e-7, 0.05, 3."""
    if isinstance(value, int):
        return cst.parse_expression(str(value))
    mantissa, exponent, digits = f"{value:.10g}".partition("e")
    if not exponent:
        return cst.parse_expression(mantissa if "." in mantissa else f"{mantissa}.0")
    return cst.parse_expression(f"{mantissa}e{int(digits)}")


def is_tiny(node: cst.BaseExpression) -> bool:
    """Whether `node` is a small number that guards against 0."""
    value = number_of(node)
    return name_of(node) in _TINY if value is None else 0 < abs(value) <= 1e-3


def is_noise(node: cst.BaseExpression) -> bool:
    """Whether `node` is symmetric noise: nobody can tell whether it is added or subtracted."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Multiply):
        return is_noise(node.left) or is_noise(node.right)
    if isinstance(node, cst.Call):
        return name_of(node.func) in vocabulary.NORMALS
    return name_of(node) in vocabulary.NOISES


def is_literal(node: cst.BaseExpression) -> bool:
    """Whether `node` is a number, a string, or a sequence of such."""
    if isinstance(node, cst.Tuple | cst.List):
        return all(is_literal(element.value) for element in node.elements)
    return number_of(node) is not None or isinstance(node, cst.BaseString)


def string_of(node: cst.CSTNode | None) -> str | None:
    """The text of a plain string."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return value if isinstance(value, str) else None


def string(text: str, like: cst.CSTNode | None = None) -> cst.SimpleString:
    """`text` in the quotes that `like` has."""
    quote = like.quote if isinstance(like, cst.SimpleString) and len(like.quote) == 1 else '"'
    return cst.SimpleString(f"{quote}{text}{quote}")


def name_of(node: cst.CSTNode | None) -> str:
    """`x` of a name and of `a.b.x`, else an empty string."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def root_of(node: cst.CSTNode | None) -> str:
    """`tf` of `tf.math.exp`; empty for what does not begin with a name."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return name_of(node)


def renamed(node: cst.BaseExpression, name: str) -> cst.BaseExpression:
    """`a.b.name` of `a.b.x`, `name` of `x`."""
    if isinstance(node, cst.Attribute):
        return node.with_changes(attr=cst.Name(name))
    return cst.Name(name)


def is_method(call: cst.Call) -> bool:
    """Whether `call` is like `x.mean()`, on an object instead of from a library."""
    return isinstance(call.func, cst.Attribute) and root_of(call.func) not in MODULES


def positional(call: cst.Call) -> list[cst.Arg]:
    """Arguments without a keyword, up to the first star."""
    found = []
    for arg in call.args:
        if arg.keyword or arg.star:
            break
        found.append(arg)
    return found


def subject(call: cst.Call) -> cst.BaseExpression | None:
    """What `call` works on: its object, or else its first argument."""
    if is_method(call) and isinstance(call.func, cst.Attribute):
        return call.func.value
    first = positional(call)
    return first[0].value if first else None


def operands(call: cst.Call) -> list[cst.Arg]:
    """Positional arguments after the subject."""
    return positional(call)[0 if is_method(call) else 1 :]


def is_call_of(call: cst.Call, functions: frozenset[str]) -> bool:
    """Whether `call` is one of `functions`; Python's own `max(a, 1)` knows no axes."""
    return isinstance(call.func, cst.Attribute) and name_of(call.func) in functions


def keyword(call: cst.Call, *names: str) -> cst.Arg | None:
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value in names:
            return arg
    return None


def keyword_name(arg: cst.CSTNode) -> str:
    return arg.keyword.value if isinstance(arg, cst.Arg) and arg.keyword else ""


def with_value(call: cst.Call, arg: cst.Arg, value: cst.BaseExpression) -> cst.Call:
    """`call` with another value of `arg`."""
    changed = arg.with_changes(value=held(value, 0))
    return call.with_changes(args=[changed if a is arg else a for a in call.args])


def without(call: cst.Call, arg: cst.Arg) -> cst.Call:
    """`call` without `arg`."""
    args = list(call.args)
    index = args.index(arg)
    del args[index]
    if args and index == len(args):
        args[-1] = args[-1].with_changes(comma=arg.comma)
    return call.with_changes(args=args)


def with_keyword(call: cst.Call, name: str, value: cst.BaseExpression) -> cst.Call:
    """`call` with one more argument."""
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    new = cst.Arg(value, keyword=cst.Name(name), equal=equal)
    args = list(call.args)
    if args:
        new = new.with_changes(comma=args[-1].comma)
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        args[-1] = args[-1].with_changes(comma=comma)
    return call.with_changes(args=[*args, new])


def swapped(items: Sequence[N], first: int, second: int) -> list[N]:
    """`items` with two of them exchanged; commas, and with them the lines, stay."""
    found = list(items)
    a, b = found[first], found[second]
    found[first], found[second] = b.with_changes(comma=a.comma), a.with_changes(comma=b.comma)
    return found
