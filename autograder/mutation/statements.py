"""Faults in statements: one is missing, or a branch is never or always taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from autograder.mutation.nodes import name_of
from autograder.mutation.tree import Tree, is_output

Block: TypeAlias = cst.Module | cst.IndentedBlock


def statement_deleted(node: Block, tree: Tree) -> Iterator[cst.CSTNode]:
    """A statement is missing that a program can run without.

      def double(x):
    -     x = 2 * x
          return x
    """
    for index, statement in enumerate(node.body):
        if isinstance(statement, cst.SimpleStatementLine):
            for position, small in enumerate(statement.body):
                if _can_be_missing(small, tree):
                    yield _deleted(node, index, position)


def _can_be_missing(node: cst.BaseSmallStatement, tree: Tree) -> bool:
    """Whether the program still runs: what nothing else defines has to stay."""
    if isinstance(node, cst.Expr):
        called = node.value.expression if isinstance(node.value, cst.Await) else node.value
        return isinstance(called, cst.Call | cst.Yield) and not is_output(called)
    if isinstance(node, cst.Break | cst.AugAssign):
        return not _ends_a_loop(node, tree)
    if isinstance(node, cst.Assign):
        if isinstance(node.value, cst.FormattedString):
            return False
        targets = [target.target for target in node.targets]
        return all(_has_a_value(target, node, tree) for target in targets)
    return isinstance(node, cst.Continue) and not _is_last_of_a_loop(node, tree)


def _is_last_of_a_loop(node: cst.Continue, tree: Tree) -> bool:
    line = tree.parents[node]
    block = tree.parents[line]
    return isinstance(tree.parents[block], cst.For | cst.While) and line is block.children[-1]


def _ends_a_loop(node: cst.Break | cst.AugAssign, tree: Tree) -> bool:
    """Whether a `while` may never end without `node`."""
    loops = [above for above in tree.ancestors(node) if isinstance(above, cst.While)]
    return bool(loops)


def _has_a_value(target: cst.BaseExpression, node: cst.Assign, tree: Tree) -> bool:
    if isinstance(target, cst.Name):
        return tree.bound_before(target.value, node)
    if isinstance(target, cst.Tuple | cst.List):
        return all(_has_a_value(element.value, node, tree) for element in target.elements)
    return isinstance(target, cst.Attribute | cst.Subscript)


def raise_removed(node: cst.Raise, _: Tree) -> Iterator[cst.CSTNode]:
    """An error is not reported.

      if depth < 1:
    -     raise ValueError(depth)
    +     pass
    """
    yield cst.Pass(semicolon=node.semicolon)


def return_changed(node: cst.Return, _: Tree) -> Iterator[cst.CSTNode]:
    """A function returns nothing, or two results in the wrong order.

      def halves(x, n):
    -     return x[:n], x[n:]
    +     return x[n:], x[:n]
    """
    value = node.value
    if value is None or name_of(value) in ("None", "True", "False"):
        return
    if isinstance(value, cst.Tuple) and len(value.elements) > 1:
        first, second, *others = value.elements
        exchanged = (
            second.with_changes(comma=first.comma),
            first.with_changes(comma=second.comma),
        )
        yield node.with_changes(value=value.with_changes(elements=[*exchanged, *others]))
    yield node.with_changes(
        value=cst.Name("None"), whitespace_after_return=cst.SimpleWhitespace(" ")
    )


def branch_never(node: cst.If | cst.IfExp, _: Tree) -> Iterator[cst.CSTNode]:
    """A special case is not treated.

    - y = x / n if n > 0 else x
    + y = x
    """
    if isinstance(node, cst.IfExp):
        yield node.orelse
    elif not _only_raises(node):
        yield _with_test(node, "False")


def branch_always(node: cst.If | cst.IfExp | cst.CompFor, _: Tree) -> Iterator[cst.CSTNode]:
    """Everything is treated as the special case; nothing is filtered out.

    - kept = [row for row in rows if row]
    + kept = [row for row in rows]
    """
    if isinstance(node, cst.IfExp):
        yield node.body
    elif isinstance(node, cst.CompFor):
        for index in range(len(node.ifs)):
            yield node.with_changes(ifs=[*node.ifs[:index], *node.ifs[index + 1 :]])
    elif not _only_raises(node):
        yield _with_test(node, "True")


def _with_test(node: cst.If, test: str) -> cst.If:
    space = cst.SimpleWhitespace(" ")
    return node.with_changes(test=cst.Name(test), whitespace_before_test=space)


def _only_raises(node: cst.If) -> bool:
    """Whether the branch is there to raise: `raise-removed` treats it."""
    last = node.body.body[-1]
    parts = last.body if isinstance(last, cst.SimpleStatementLine) else [last]
    return isinstance(parts[-1], cst.Raise)


def _deleted(block: Block, index: int, position: int) -> Block:
    """`block` without one statement; the comments above it stay."""
    body = list(block.body)
    line = body[index]
    assert isinstance(line, cst.SimpleStatementLine)
    parts = [part for place, part in enumerate(line.body) if place != position]
    if parts or len(body) == 1:
        last = (parts or [cst.Pass()])[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        body[index] = line.with_changes(body=[*parts[:-1], last])
        return block.with_changes(body=body)
    del body[index]
    if index < len(body):
        lines = [*line.leading_lines, *getattr(body[index], "leading_lines", ())]
        body[index] = body[index].with_changes(leading_lines=lines)
        return block.with_changes(body=body)
    return block.with_changes(body=body, footer=[*line.leading_lines, *block.footer])
