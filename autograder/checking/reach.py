"""What depends on what in a notebook: which tests can see a change of an answer.

A static reading, by names, that errs on the safe side: order is ignored, and a cell that uses an
object at module level is taken to change it. What a test replaces before anything else, as in
`kl_loss = our_kl`, no longer reaches it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from functools import cached_property, lru_cache

from autograder.cells import CellInfo, Role
from autograder.examine.ownership import Owner, TestNames, names_of, python_source
from autograder.examine.template import Template
from autograder.uses import ModuleLevel, uses_of

_names_of = lru_cache(maxsize=4096)(names_of)
_BINDERS = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.Import, ast.ImportFrom)
_QUESTION = re.compile(r"([a-z]+\d+)[a-z]?(?:_|$)")


class Reach:
    """The dependences of one notebook."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._uses = {
            cell.index: uses_of(cell.source)
            for cell in template.cells
            if cell.is_code and cell.role is not Role.TEST
        }
        # Hundreds of mutants ask the same of the same few cells.
        self._tainted = lru_cache(maxsize=None)(self._find_tainted)
        self._used_for = lru_cache(maxsize=None)(self._find_used_for)
        self._replaced = lru_cache(maxsize=None)(self._find_replaced)
        self._bound_between = lru_cache(maxsize=None)(self._find_bound_between)

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
        changed = frozenset(answers)
        return frozenset(
            cell.grade_id
            for cell in self.template.cells
            if cell.role is Role.TEST
            and (self._depends(cell, changed) or _reads_source(cell, changed))
        )

    def _depends(self, cell: CellInfo, answers: frozenset[str]) -> bool:
        """Whether a test asks for something tainted, itself or in what it takes from others."""
        waiting: list[tuple[CellInfo, str | None]] = [(cell, None)]
        seen: set[tuple[int, str | None]] = set()
        own = self._replaced(cell.index)
        while waiting:
            giver, wanted = waiting.pop()
            if (giver.index, wanted) in seen:
                continue
            seen.add((giver.index, wanted))
            names = self.template.plan.tests[giver.index]
            replaced = self._replaced(giver.index)
            # What the candidate's functions find when `cell` has them called.
            lasting = own | (replaced - self._bound_between(giver.index, cell.index))
            used = self._used_for(giver.index, wanted)
            asked = (used & {*names.candidate, *names.synchronised}) - replaced
            if asked & self._tainted(answers, lasting):
                return True
            bound = _names_of(giver.source).bound
            waiting += [(giver, name) for name in used & bound if wanted is not None]
            givers = self._givers.get(giver.grade_id, {})
            waiting += [(givers[name], name) for name in used - bound if name in givers]
        return False

    def _find_used_for(self, index: int, wanted: str | None) -> frozenset[str]:
        """Names that a test uses to bind `wanted`; None stands for all that it does.

        A function that is bound before anything can fail depends on what its own text uses.
        """
        source = self.template.cells[index].source
        names = self.template.plan.tests[index]
        everything = _names_of(source).used | {*names.synchronised}
        binders = [s for s in ast.parse(python_source(source)).body if wanted in _bound_by(s)]
        first = [ast.dump(statement) for statement in _before_asking(source, names)]
        if not binders or not all(
            isinstance(part, ast.FunctionDef) and ast.dump(part) in first for part in binders
        ):
            return everything
        return frozenset().union(*(_names_of(ast.unparse(part)).used for part in binders))

    def _find_replaced(self, index: int) -> frozenset[str]:
        """Names of the candidate's that a test binds before it does anything with the others."""
        names = self.template.plan.tests[index]
        first = _before_asking(self.template.cells[index].source, names)
        return frozenset().union(*map(_bound_by, first)) & {*names.synchronised}

    def _find_bound_between(self, first: int, last: int) -> frozenset[str]:
        found = (
            _names_of(cell.source).bound
            for cell in self.template.cells
            if cell.is_code and first < cell.index < last
        )
        return frozenset().union(*found)

    def _find_tainted(self, answers: frozenset[str], replaced: frozenset[str]) -> frozenset[str]:
        """Names that a change of `answers` can change.

        Args:
            replaced: names that mean something else by the time that functions look them up; what
                cells compute as they run has used the answers all the same.
        """
        whole = self._tainted(answers, frozenset()) if replaced else None
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
                and (
                    (found.names.used - replaced) & tainted
                    or found.touched & (tainted if whole is None else whole)
                )
            ]
        return frozenset(tainted)

    def _asks(self, cell: CellInfo) -> frozenset[str]:
        """Names that a test looks up anywhere, itself or through tests above it."""
        wanted: set[str] = set()
        for other in self._with_providers(cell):
            found = self.template.plan.tests[other.index]
            wanted |= {*found.candidate, *found.synchronised} | _names_of(other.source).used
        return frozenset(wanted)

    def _with_providers(self, cell: CellInfo) -> list[CellInfo]:
        """The test `cell` and those above it that it needs."""
        tests = self.with_providers([cell.grade_id])
        known = self.template.plan.tests
        return [c for c in self.template.cells if c.grade_id in tests and c.index in known]

    def with_providers(self, tests: Collection[str]) -> frozenset[str]:
        """`tests`, and those above them that bind a name which one of them uses."""
        found: set[str] = set()
        waiting = set(tests)
        while waiting:
            found |= waiting
            givers = (g for test in waiting for g in self._givers.get(test, {}).values())
            waiting = {giver.grade_id for giver in givers} - found
        return frozenset(found)

    @cached_property
    def _givers(self) -> dict[str, dict[str, CellInfo]]:
        """By test, the tests above it that are the last to bind a name of it, by that name."""
        binder: dict[str, CellInfo] = {}
        found: dict[str, dict[str, CellInfo]] = {}
        for cell in self.template.cells:
            if not cell.is_code:
                continue
            names = names_of(cell.source)
            if cell.role is Role.TEST:
                given = {n: binder[n] for n in names.used - names.bound if n in binder}
                found[cell.grade_id] = {n: c for n, c in given.items() if c.role is Role.TEST}
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


def _before_asking(source: str, names: TestNames) -> list[ast.stmt]:
    """The statements with which a test begins that bind names, and ask nothing of the candidate."""
    found: list[ast.stmt] = []
    bound: frozenset[str] = frozenset()
    for statement in ast.parse(python_source(source)).body:
        finder = ModuleLevel()
        finder.visit(statement)
        asks = finder.loaded & {*names.candidate, *names.synchronised} - bound
        if asks or not isinstance(statement, _BINDERS):
            break
        found.append(statement)
        bound |= _bound_by(statement)
    return found


def _bound_by(statement: ast.stmt) -> frozenset[str]:
    """What a plain assignment, a function or a class binds."""
    match statement:
        case ast.FunctionDef() | ast.ClassDef():
            return frozenset({statement.name})
        case ast.Assign():
            parts = (n for target in statement.targets for n in ast.walk(target))
            return frozenset(n.id for n in parts if isinstance(n, ast.Name))
    return frozenset()


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
