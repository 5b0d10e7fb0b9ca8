"""A cell as a tree whose nodes know their parents, and which of them may be changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import libcst as cst

from autograder.errors import SourceError
from autograder.mutation.nodes import bare, binding, name_of, needed, parenthesised, root_of

OUTPUT: Final = frozenset(
    [
        "print",
        "display",
        "pprint",
        "warn",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "show",
        "summary",
    ]
)
PLOTS: Final = frozenset(
    ["plt", "ax", "axs", "axes", "fig", "sns", "logging", "logger", "log", "tqdm", "warnings"]
)
"""Calls that only people read: their arguments are not worth a test."""

_FROZEN: Final = (
    *(cst.Import, cst.ImportFrom, cst.Decorator, cst.Annotation, cst.FormattedString),
    *(cst.Global, cst.Nonlocal, cst.Del, cst.TypeParameters),
)


class Tree:
    """The tree of one cell.

    Args:
        cell: grade id, for messages.
        source: text of the cell.

    Raises:
        SourceError: this is not Python, for instance because of a notebook magic.
    """

    def __init__(self, cell: str, source: str) -> None:
        try:
            self.module = cst.parse_module(source)
        except cst.ParserSyntaxError as problem:
            raise unreadable(cell, source, problem.raw_line) from None
        except (UnicodeError, RecursionError, ValueError, TypeError):
            # A TypeError is LibCST's answer to `return(lambda: x)`, without a space.
            raise unreadable(cell, source, 1) from None
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.order: dict[cst.CSTNode, int] = {}
        waiting: list[cst.CSTNode] = [self.module]
        while waiting:
            node = waiting.pop()
            self.order[node] = len(self.order)
            children = node.children
            self.parents.update(dict.fromkeys(children, node))
            waiting.extend(reversed(children))

    @cached_property
    def changeable(self) -> tuple[cst.CSTNode, ...]:
        """Nodes that may be changed, in the order of the text."""
        return tuple(self._changeable(self.module))

    def _changeable(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        if isinstance(node, _FROZEN) or _is_remark(node) or is_output(node):
            return
        yield node
        if isinstance(node, cst.Raise):
            return
        for child in node.children:
            if not (isinstance(node, cst.Assert) and child is node.msg):
                yield from self._changeable(child)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that occurs in the cell."""
        return frozenset(node.value for node in self.order if isinstance(node, cst.Name))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """From the parent of `node` up."""
        while node is not self.module:
            node = self.parents[node]
            yield node

    def keywords(self, node: cst.CSTNode) -> Iterator[tuple[str, str]]:
        """Keyword and function of each argument of one expression that `node` is part of."""
        for above in (node, *self.ancestors(node)):
            if isinstance(above, cst.BaseSmallStatement | cst.BaseCompoundStatement):
                return
            if isinstance(above, cst.Arg):
                call = self.parents[above]
                function = name_of(call.func) if isinstance(call, cst.Call) else ""
                yield (above.keyword.value if above.keyword else ""), function

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The function that `node` is in."""
        found = (above for above in self.ancestors(node) if isinstance(above, cst.FunctionDef))
        return next(found, None)

    def is_used(self, name: str) -> bool:
        """Whether the program does more with `name` than show it."""
        return any(
            isinstance(node, cst.Name) and node.value == name and not self.binds(node)
            for node in self.changeable
        )

    def bound_before(self, name: str, node: cst.CSTNode) -> bool:
        """Whether the function has given `name` a value before `node`, as far as one can read."""
        scope = self.function(node)
        return any(
            isinstance(other, cst.Name)
            and other.value == name
            and self.binds(other)
            and self.function(other) is scope
            for other, place in self.order.items()
            if place < self.order[node]
        )

    def binds(self, node: cst.CSTNode) -> bool:
        """Whether `node` is given a value where it stands."""
        above = node
        while True:
            child, above = above, self.parents[above]
            if isinstance(above, cst.Param | cst.AsName):
                return child is above.name
            if isinstance(above, cst.AssignTarget | cst.AugAssign | cst.AnnAssign | cst.For):
                return child is above.target
            if not isinstance(above, cst.Tuple | cst.List | cst.Element | cst.StarredElement):
                return False

    def replaced(self, node: cst.CSTNode, new: cst.CSTNode) -> cst.Module:
        """The module with `new` for `node`, in parentheses where the place needs them."""
        if isinstance(node, cst.BaseExpression) and isinstance(new, cst.BaseExpression):
            new = self._fitted(node, new)
        while node is not self.module:
            parent = self.parents[node]
            node, new = parent, _with_child(parent, node, new)
        assert isinstance(new, cst.Module)
        return new

    def _fitted(self, old: cst.BaseExpression, new: cst.BaseExpression) -> cst.BaseExpression:
        least = needed(self.parents[old], old)
        if new.lpar and not old.lpar and binding(bare(new)) >= least:
            return bare(new)
        plain = isinstance(new, cst.Name | cst.Integer | cst.Float) or old in new.children
        if old.lpar and not new.lpar and not plain:
            # They may be what lets the expression go over several lines.
            return new.with_changes(lpar=old.lpar, rpar=old.rpar)
        return parenthesised(new) if binding(new) < least else new


def _with_child(parent: cst.CSTNode, old: cst.CSTNode, new: cst.CSTNode) -> cst.CSTNode:
    for field in parent.__dataclass_fields__:
        value = getattr(parent, field)
        if value is old:
            return parent.with_changes(**{field: new})
        if isinstance(value, list | tuple) and any(item is old for item in value):
            return parent.with_changes(**{field: [new if i is old else i for i in value]})
    message = f"{type(old).__name__} is no child of {type(parent).__name__}"
    raise LookupError(message)


def _is_remark(node: cst.CSTNode) -> bool:
    """Whether `node` is a string that nobody uses, above all a docstring."""
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.BaseString)


def is_output(node: cst.CSTNode) -> bool:
    """Whether `node` calls something that prints or draws."""
    if not isinstance(node, cst.Call):
        return False
    return root_of(node.func) in PLOTS or name_of(node.func) in OUTPUT


def unreadable(cell: str, source: str, line: int) -> SourceError:
    """The error for a cell that is not Python, which shows in `line`."""
    lines = source.split("\n")
    text = lines[line - 1].strip() if line <= len(lines) else ""
    return SourceError(
        f"cell {cell}, line {line}: cannot be read as Python: {text[:80]!r}",
        hint="Mutants are made of plain Python: move magics (%, !) to a cell without an answer.",
    )
