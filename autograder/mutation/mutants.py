"""The mutants of an answer: copies of the worked solution with one small fault each."""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from autograder.mutation.nodes import parenthesised
from autograder.mutation.operators import OPERATORS, Operator
from autograder.mutation.tree import Tree, unreadable


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """An answer with one fault.

    Args:
        cell: grade id of the answer cell.
        operator: name in `OPERATORS`, such as "sum-for-mean".
        line: 1-based line of the change within the cell.
        source: the whole cell after the change.
        diff: unified diff, three lines of context, as a person's edit would read.
    """

    cell: str
    operator: str
    line: int
    source: str
    diff: str

    @property
    def key(self) -> str:
        """A name that stays the same while other lines of the cell change.

        It is made of the lines before and after the change, without their layout, and of the
        number of equal lines above.
        """
        lines = [line for line in self.diff.split("\n")[2:] if line.startswith(("-", "+"))]
        change = [line[:1] + _plain(line[1:]) for line in lines]
        above = [_plain(line) for line in self.source.split("\n")[: self.line - 1]]
        # Lines that are only added have their place by the line above them.
        place = _plain(lines[0][1:]) if lines[0].startswith("-") else "".join(above[-1:])
        parts = repr((self.cell, self.operator, change, place, above.count(place)))
        return hashlib.sha256(parts.encode("utf-8")).hexdigest()[:12]


def mutants(cell: str, source: str, operators: Sequence[Operator] = OPERATORS) -> list[Mutant]:
    """All mutants of `source`, sorted by line and operator.

    Of mutants that are the same program, the one of the earlier operator is kept.

    Args:
        cell: grade id of the answer cell.
        source: the worked solution.
        operators: by default all, those of deep learning before the general ones.

    Raises:
        SourceError: the cell is not plain Python.
    """
    tree = Tree(cell, source)
    original = program(source)
    if original is None:
        raise unreadable(cell, source, 1)
    seen = {original}
    found = []
    for operator in operators:
        for text in changed_texts(tree, operator):
            meaning = program(text)
            if meaning is not None and meaning not in seen:
                seen.add(meaning)
                found.append(_mutant(cell, operator, source, text))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.operator))


def changed_texts(tree: Tree, operator: Operator) -> Iterator[str]:
    """The cell after each change that `operator` proposes; some may not be Python."""
    for node in tree.changeable:
        if isinstance(node, operator.kinds):
            for new in operator.propose(node, tree):
                text = _text(tree, node, new)
                if text is not None:
                    yield text


def _text(tree: Tree, node: cst.CSTNode, new: cst.CSTNode) -> str | None:
    try:
        return tree.replaced(node, new).code
    except cst.CSTValidationError:
        # For instance `return(-x)`, where only the parenthesis ends the keyword.
        assert isinstance(new, cst.BaseExpression)
        try:
            return tree.replaced(node, parenthesised(new)).code
        except (cst.CSTValidationError, TypeError):
            return None  # as in `return-x`, where nothing but the minus ends it
    except TypeError:
        # LibCST cannot have a lambda behind a keyword without a space: `return(lambda: x)`.
        return None


def program(text: str) -> str | None:
    """What `text` says to the interpreter, without layout; nothing if it is not Python."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = compile(text, "<mutant>", "exec", flags | ast.PyCF_ONLY_AST)
            compile(tree, "<mutant>", "exec", flags)
        except (SyntaxError, ValueError, RecursionError):
            return None
    return ast.dump(_Idle().visit(tree))


class _Idle(ast.NodeTransformer):
    """Removes what does nothing: `pass`, `x = x`, `+ 0` and `* 1`."""

    def visit_Pass(self, _: ast.Pass) -> None:
        return None

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        same = len(node.targets) == 1 and ast.unparse(node.targets[0]) == ast.unparse(node.value)
        return None if same and isinstance(node.value, ast.Name) else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Sub) and _is(node.right, 0):
            return node.left
        if isinstance(node.op, ast.Mult) and (_is(node.right, 1) or _is(node.left, 1)):
            return node.left if _is(node.right, 1) else node.right
        return node


def _is(node: ast.AST, number: int) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == number


def _mutant(cell: str, operator: Operator, source: str, text: str) -> Mutant:
    before, after = source.split("\n"), text.split("\n")
    pairs = enumerate(zip(before, after, strict=False), start=1)
    line = next((n for n, (old, new) in pairs if old != new), min(len(before), len(after)))
    diff = difflib.unified_diff(before, after, cell, operator.name, lineterm="")
    return Mutant(cell=cell, operator=operator.name, line=line, source=text, diff="\n".join(diff))


def _plain(line: str) -> str:
    """A line without its layout."""
    return re.sub(r"\s+", "", line)
