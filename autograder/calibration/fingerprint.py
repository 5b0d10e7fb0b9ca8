"""Which tests have thresholds, what they depend on, and whether that changed since they were set.

A static reading by names, like `autograder.examine.ownership`: comments, layout and docstrings
do not count, any other change of a test, of what it calls and of the worked answers does.
"""

from __future__ import annotations

import ast
import hashlib
import shlex
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from autograder.assignment import Assignment
from autograder.cells import CellInfo, Role, describe
from autograder.errors import SourceError
from autograder.examine.ownership import python_source
from autograder.notebooks import read_notebook
from autograder.results import Measure
from autograder.uses import Uses, uses_of

KEY: Final = "fingerprint"
"""Where a calibration in assignment.toml keeps the fingerprint."""

_DIGITS: Final = 16


class Stale(NamedTuple):
    """A test whose calibration is missing or outdated, and what is wrong with it."""

    test: str
    message: str


def stale(assignment: Assignment) -> list[Stale]:
    """What is missing or outdated in the calibration of `assignment`, by test.

    A table that was written by hand, without a fingerprint, is its author's word: it is neither.

    Raises:
        SourceError: a notebook cannot be read.
    """
    found = []
    command = f"type `autograder calibrate {shlex.quote(assignment.name)} --write`"
    for notebook in assignment.notebooks:
        reading = read(notebook)
        for test in reading.threshold_tests:
            table = assignment.calibration.get(test)
            if table is None:
                found.append(Stale(test, f"its threshold was not calibrated: {command}"))
            elif KEY in table and table[KEY] != reading.fingerprint(test):
                day = table.get("date", "an unknown day")
                what = "it, or what it depends on, changed after its thresholds were calibrated"
                found.append(Stale(test, f"{what} (on {day}): {command}"))
    return found


def read(notebook: Path) -> Reading:
    """The reading of a source notebook.

    Raises:
        SourceError: it cannot be read.
    """
    cells = read_notebook(notebook, error=SourceError).cells
    return Reading([describe(cell, index) for index, cell in enumerate(cells)])


@dataclass(frozen=True)
class Reading:
    """What the cells of a notebook depend on."""

    cells: Sequence[CellInfo]

    @cached_property
    def _uses(self) -> dict[int, Uses]:
        return {cell.index: uses_of(cell.source) for cell in self.cells if cell.is_code}

    @cached_property
    def _tests(self) -> dict[str, CellInfo]:
        return {cell.grade_id: cell for cell in self.cells if cell.role is Role.TEST}

    @cached_property
    def threshold_tests(self) -> tuple[str, ...]:
        """Ids of the tests that compare something with a threshold, in order."""
        return tuple(
            grade_id for grade_id, cell in self._tests.items() if has_threshold(cell.source)
        )

    def dependencies(self, test: str) -> tuple[CellInfo, ...]:
        """The cells without which `test` would measure something else, itself included, in order.

        Raises:
            KeyError: there is no such test.
        """
        end = self._tests[test].index
        found: set[int] = set()
        waiting = [end]
        while waiting:
            self._follow(waiting, end, found)
            waiting = self._touching(found, end)
        return tuple(cell for cell in self.cells if cell.index in found)

    def _follow(self, waiting: list[int], end: int, found: set[int]) -> None:
        """Add to `found` the cells `waiting`, and those that bind what they use."""
        while waiting:
            index = waiting.pop()
            if index in found:
                continue
            found.add(index)
            names = self._uses[index].names if index in self._uses else None
            if names is None:
                continue
            early = read_early(self.cells[index].source)
            # What runs at once sees the names as they are there, functions as of the call.
            waiting += self._binders(names.used - names.bound | early & names.bound, index)
            waiting += self._binders(names.looked_up, end + 1)

    def _touching(self, found: Set[int], end: int) -> list[int]:
        """Other cells above `end` that may change what is used of a cell in `found`.

        `model.fit(…)` binds nothing. Modules, functions and classes stay as they are, and tests
        above are examined only if they are needed for what they bind.
        """
        wanted = frozenset[str]().union(*(self._uses[i].names.used for i in found & {*self._uses}))
        return [
            index
            for index, uses in self._uses.items()
            if index < end
            and index not in found
            and self.cells[index].role is not Role.TEST
            and any(
                binder in found and name in self._uses[binder].changeable
                for name in uses.touched & wanted
                for binder in self._binders([name], index)
            )
        ]

    def _binders(self, names: Iterable[str], end: int) -> Iterator[int]:
        """For each name, the last cell above `end` that binds it."""
        for name in names:
            above = [i for i, uses in self._uses.items() if i < end and name in uses.names.bound]
            if above:
                yield above[-1]

    def fingerprint(self, test: str) -> str:
        """Hash of everything in the notebook that `test` depends on.

        Raises:
            KeyError: there is no such test.
        """
        digest = hashlib.sha256()
        for cell in self.dependencies(test):
            digest.update(f"{cell.role} {cell.grade_id}\n{normal(cell.source)}\0".encode())
        return digest.hexdigest()[:_DIGITS]


def read_early(source: str) -> frozenset[str]:
    """Names that a cell reads at module level before it binds them, as `x` in `x = x + 1`."""
    tree = _parsed(source)
    if tree is None:
        return frozenset()
    order = _Order()
    order.visit(tree)
    return frozenset(order.early)


class _Order(ast.NodeVisitor):
    """Visits the names of module level in the order in which they are read and bound."""

    def __init__(self) -> None:
        self.early: set[str] = set()
        self._bound: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bound.add(node.id)
        elif node.id not in self._bound:
            self.early.add(node.id)

    def _value_first(self, node: ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For) -> None:
        value = node.iter if isinstance(node, ast.For) else node.value
        if value is not None:
            self.visit(value)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        for name, part in ast.iter_fields(node):
            for child in part if isinstance(part, list) else [part]:
                if isinstance(child, ast.AST) and name not in ("value", "iter"):
                    self.visit(child)

    visit_Assign = visit_AugAssign = visit_AnnAssign = visit_For = _value_first

    def _named(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        # Bodies of functions look their names up later.
        if isinstance(node, ast.ClassDef):
            self.generic_visit(node)
        else:
            for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
                if part is not None:
                    self.visit(part)
        self._bound.add(node.name)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _named

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Looks its names up later."""

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        # Its variables are its own.
        inner = _Order()
        inner._bound = set(self._bound)
        for generator in node.generators:
            inner.visit(generator.iter)
            inner.visit(generator.target)
            for condition in generator.ifs:
                inner.visit(condition)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            inner.visit(part)
        self.early |= inner.early

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _comprehension

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self._bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}

    visit_ImportFrom = visit_Import


def has_threshold(source: str) -> bool:
    """Whether a test cell uses `at_least`, `at_most` or `credit`, by whatever name it calls them.

    >>> has_threshold("for check in (at_most, testing.at_least): check(x, 1, 'x')")
    True
    >>> has_threshold("from autograder.testing import credit  # credit(1)")
    False
    """
    tree = _parsed(source)
    return tree is not None and any(
        (isinstance(node, ast.Name) and node.id in set(Measure))
        or (isinstance(node, ast.Attribute) and node.attr in set(Measure))
        for node in ast.walk(tree)
    )


def normal(source: str) -> str:
    """`source` without comments, docstrings and layout; as it is where it does not parse.

    >>> normal("x  =  1  # one") == normal("x = 1")
    True
    """
    tree = _parsed(source)
    if tree is None:
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(python_source(source))
    except (SyntaxError, ValueError):
        return None
