"""What depends on what in a notebook: which tests can see a change of an answer.

A static reading, by names, that errs on the safe side: order is ignored, and a cell that uses an
object at module level is taken to change it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from autograder.cells import CellInfo, Role
from autograder.examine.ownership import Names, Owner, names_of, python_source
from autograder.examine.template import Template

_QUESTION = re.compile(r"([a-z]+\d+)[a-z]?(?:_|$)")


@dataclass(frozen=True)
class _Uses:
    """Names that one cell binds and uses; `touched` are used at module level, imports aside."""

    names: Names
    touched: frozenset[str]
    defined: frozenset[str]
    """Bound by `def` and `class` only: calling them does not change them."""

    @property
    def bound(self) -> frozenset[str]:
        return self.names.bound - self.names.imported


class Reach:
    """The dependences of one notebook."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._uses = {
            cell.index: _uses_of(cell)
            for cell in template.cells
            if cell.is_code and cell.role is not Role.TEST
        }

    @cached_property
    def _live(self) -> frozenset[str]:
        """Names of the candidate's that a cell can change without binding them."""
        owned = [u for i, u in self._uses.items() if self._owner(i) is Owner.CANDIDATE]
        bound = frozenset().union(*(uses.bound for uses in owned))
        return bound - frozenset().union(*(uses.defined for uses in owned))

    def _owner(self, index: int) -> Owner | None:
        return self.template.plan.owners.get(index)

    def tests_of(self, answers: Collection[str]) -> frozenset[str]:
        """Ids of the tests that can depend on the `answers`."""
        tainted: set[str] = set()
        waiting = [c.index for c in self.template.cells if c.grade_id in answers and c.is_code]
        seen: set[int] = set()
        while waiting:
            index = waiting.pop()
            seen.add(index)
            uses = self._uses.get(index)
            if uses is None:
                continue
            tainted |= uses.bound | (uses.touched & self._live)
            waiting += [
                other
                for other, found in self._uses.items()
                if other not in seen
                and self._owner(other) is Owner.CANDIDATE
                and found.names.used & tainted
            ]
        return frozenset(
            cell.grade_id
            for cell in self.template.cells
            if cell.role is Role.TEST
            and (self._asks(cell) & tainted or _reads_source(cell, answers))
        )

    def _asks(self, cell: CellInfo) -> frozenset[str]:
        """What a test needs of the candidate, itself or through tests above it."""
        wanted: set[str] = set()
        tests = self.with_providers([cell.grade_id])
        for other in self.template.cells:
            found = self.template.plan.tests.get(other.index)
            if found and other.grade_id in tests:
                wanted |= {*found.candidate, *found.synchronised}
        return frozenset(wanted)

    def with_providers(self, tests: Collection[str]) -> frozenset[str]:
        """`tests`, and those above them that bind a name which one of them uses."""
        found: set[str] = set()
        waiting = set(tests)
        while waiting:
            found |= waiting
            waiting = {p for test in waiting for p in self._providers.get(test, ())} - found
        return frozenset(found)

    @cached_property
    def _providers(self) -> dict[str, set[str]]:
        """By test, the tests above it that are the last to bind a name of it."""
        binder: dict[str, CellInfo] = {}
        found: dict[str, set[str]] = {}
        for cell in self.template.cells:
            if not cell.is_code:
                continue
            names = names_of(cell.source)
            if cell.role is Role.TEST:
                given = {binder[n] for n in names.used - names.bound if n in binder}
                found[cell.grade_id] = {c.grade_id for c in given if c.role is Role.TEST}
            binder |= dict.fromkeys(names.bound, cell)
        return found

    def needed_cells(self, tests: Collection[str]) -> frozenset[int]:
        """Code cells without which one of `tests` could end otherwise."""
        wanted: set[str] = set()
        for cell in self.template.cells:
            if cell.grade_id in tests:
                wanted |= self._asks(cell)
        needed: set[int] = set()
        changed = True
        while changed:
            changed = False
            for index, uses in self._uses.items():
                live = uses.touched & self._live
                if index not in needed and (uses.bound | live) & wanted:
                    needed.add(index)
                    wanted |= uses.names.used
                    changed = True
        return frozenset(needed)

    def skippable(self, tests: Collection[str]) -> frozenset[int]:
        """Cells that need not run for `tests`.

        Cells that import, or that bind nothing and so may work by a side effect, always run.
        """
        needed = self.needed_cells(tests)
        return frozenset(
            index
            for index, uses in self._uses.items()
            if index not in needed and uses.bound and not uses.names.imported
        )


def _uses_of(cell: CellInfo) -> _Uses:
    names = names_of(cell.source)
    try:
        tree = ast.parse(python_source(cell.source))
    except (SyntaxError, ValueError):
        return _Uses(names, frozenset(), frozenset())
    finder = _ModuleLevel()
    finder.visit(tree)
    return _Uses(names, frozenset(finder.loaded) - names.imported, frozenset(finder.defined))


class _ModuleLevel(ast.NodeVisitor):
    """Names that a cell loads as it runs, not inside its functions; names that it defines."""

    def __init__(self) -> None:
        self.loaded: set[str] = set()
        self.defined: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Store):
            self.loaded.add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.defined.add(node.name)
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.defined.add(node.name)
        self.generic_visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in (*node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)


def _reads_source(cell: CellInfo, answers: Collection[str]) -> bool:
    """Whether a test reads the text of one of `answers`, or of an answer that it computes."""
    found = re.findall(r"source_of\(\s*(?:[\"']([^\"']*)[\"'])?", cell.source)
    return any(not name or name in answers for name in found)


def question_of(grade_id: str) -> str:
    """The question that a cell belongs to, by our convention of ids; else the id itself.

    >>> question_of("q1"), question_of("q4b"), question_of("p12_stable"), question_of("squares")
    ('q1', 'q4', 'p12', 'squares')
    """
    found = _QUESTION.match(grade_id)
    return found.group(1) if found else grade_id


def questions(template: Template) -> dict[str, str]:
    """The question of every answer and test, by id.

    Where ids do not follow the convention, a test belongs to the answer above it.
    """
    found: dict[str, str] = {}
    above = ""
    for cell in template.cells:
        if cell.role in (Role.ANSWER, Role.MANUAL):
            above = found[cell.grade_id] = question_of(cell.grade_id)
        elif cell.role in (Role.TEST, Role.TASK):
            named = question_of(cell.grade_id)
            found[cell.grade_id] = named if named in found.values() or not above else above
    return found
