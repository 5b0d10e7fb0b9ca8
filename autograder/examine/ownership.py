"""Who owns a name: a static reading of the instructor's notebook.

Imports and read-only cells that depend on no answer belong to the examiner: `np`, `X_test` and
helper functions are the instructor's even if the student rebinds them. What answers bind, and what
depends on it, belongs to the candidate. For every test cell the plan says which names it gets from
the candidate, as of that point of the notebook.
"""

from __future__ import annotations

import ast
import builtins
import enum
import functools
import re
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.cells import CellInfo, Role, hidden_lines
from autograder.errors import SourceError
from autograder.suggest import did_you_mean

_BUILTINS = frozenset(dir(builtins)) | {
    *("__name__", "__file__", "__builtins__", "get_ipython", "display", "exit", "quit"),
    *("In", "Out", "_", "__", "___"),
}

TAG_PREFIX = "autograder:"

# Ways to bind names that a static reading does not see.
_BINDS_UNSEEN = re.compile(r"\bimport \*|\bexec\(|\bglobals\(\)|\bsetattr\(|^\s*%|run_cell", re.M)


class Owner(enum.StrEnum):
    """Where a cell runs, and to whom the names it binds belong."""

    EXAMINER = "examiner"
    CANDIDATE = "candidate"


@dataclass(frozen=True)
class Names:
    """Module-level names of one code cell.

    `bound` are assigned, defined, imported or deleted at module level; `imported` the part bound
    by imports; `used` are read at module level or as globals of functions; `looked_up` the part
    of `used` that functions read, at the time they are called.
    """

    bound: frozenset[str]
    imported: frozenset[str]
    used: frozenset[str]
    looked_up: frozenset[str]


@dataclass(frozen=True)
class TestNames:
    """What a test cell gets from the candidate, and which changes travel back to it.

    `unseen` are those of `candidate` that no cell is seen to bind. They are the candidate's only
    if the examiner's own cells have not bound them either, e.g. by ``from … import *``.
    """

    candidate: tuple[str, ...]
    synchronised: tuple[str, ...]
    unseen: tuple[str, ...] = ()

    __test__ = False


@dataclass(frozen=True)
class Plan:
    """Where every cell of the instructor's notebook runs.

    `owners` and `imports` are by cell index: `imports` holds the import statements of candidate
    cells, which the examiner carries out itself. `needed` are the examiner's cells without which
    a test lacks a name; the others (figures, remarks) run in the candidate alone. `tests` is by
    the test cell's index; `binders` gives, for a name, the ids of the answer cells that bind it.
    """

    owners: dict[int, Owner]
    imports: dict[int, str]
    needed: frozenset[int]
    tests: dict[int, TestNames]
    binders: dict[str, tuple[str, ...]]


UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's parser raises; the last two over a long chain of operators."""


def python_source(source: str) -> str:
    """`source` with IPython's magics turned into calls, so that it parses."""
    if not any(mark in source for mark in "%!?"):
        return source
    return str(_transformer().transform_cell(source))


@functools.cache
def _transformer() -> Any:
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager()


def names_of(source: str) -> Names:
    """The module-level names of a cell; a cell that does not parse has none."""
    try:
        tree = ast.parse(python_source(source))
        table = symtable.symtable(python_source(source), "cell", "exec")
    except UNREADABLE:
        return Names(frozenset(), frozenset(), frozenset(), frozenset())
    bound: set[str] = set()
    used: set[str] = set()
    looked_up: set[str] = set()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            bound.add(symbol.get_name())
        if symbol.is_referenced():
            used.add(symbol.get_name())
    for child in table.get_children():
        _collect_globals(child, bound, looked_up)
    bound |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)
    } & {symbol.get_name() for symbol in table.get_symbols()}
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for node in _import_statements(tree)
        for alias in node.names
    }
    return Names(*map(frozenset, (bound, imported & bound, used | looked_up, looked_up)))


def _collect_globals(table: symtable.SymbolTable, bound: set[str], looked_up: set[str]) -> None:
    """Names that functions and classes of a cell take from, or set in, the module."""
    for symbol in table.get_symbols():
        if symbol.is_global() and symbol.is_referenced():
            looked_up.add(symbol.get_name())
        if symbol.is_declared_global() and symbol.is_assigned():
            bound.add(symbol.get_name())
    for child in table.get_children():
        _collect_globals(child, bound, looked_up)


def _import_statements(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    """Imports at module level, also inside `if`, `try` and `with` blocks."""
    return [node for node, _ in _imports(tree.body, optional=False)]


def _imports(
    body: Sequence[ast.stmt], *, optional: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Imports with whether they may fail, as one in a `try` block may."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, optional
        elif isinstance(node, ast.If | ast.With | ast.Try):
            may_fail = optional or isinstance(node, ast.Try)
            parts = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
            parts += [handler.body for handler in getattr(node, "handlers", [])]
            for part in parts:
                yield from _imports(part, optional=may_fail)


def imports_of(source: str) -> str:
    """The module-level import statements of a cell, as source."""
    try:
        tree = ast.parse(python_source(source))
    except UNREADABLE:
        return ""
    return "\n".join(
        f"try:\n    {ast.unparse(node)}\nexcept ImportError:\n    pass"
        if optional
        else ast.unparse(node)
        for node, optional in _imports(tree.body, optional=False)
    )


def make_plan(
    cells: Sequence[CellInfo],
    tags: Sequence[Sequence[str]] = (),
    *,
    where: str = "the notebook",
    complete: bool = True,
) -> Plan:
    """Decide for each code cell where it runs, and for each test what it asks the candidate.

    Args:
        cells: the instructor's notebook with solutions and hidden tests, in order.
        tags: the cells' tags; ``autograder:examiner`` and ``autograder:candidate`` overrule
            the reading.
        where: names the notebook in messages.
        complete: whether the notebook holds its solutions, as ours do. A test that uses a name
            which no cell binds is then an error; other courses may have lost the solutions.

    A visible test of 0 points may be tagged ``autograder:candidate``: it then runs beside the
    student's objects, as it does in the student's own kernel. Nothing depends on its verdict.

    Raises:
        SourceError: a cell carries an unknown ``autograder:`` tag, or one on a test that has
            points or a hidden region; a test uses a name that no cell binds.
    """
    code = [cell for cell in cells if cell.is_code]
    names = {cell.index: names_of(cell.source) for cell in code}
    overrides = _overrides(tags, where)
    for cell in code:
        secret = cell.points or hidden_lines(cell.source)
        if cell.role is Role.TEST and cell.index in overrides and secret:
            raise SourceError(
                f"{where}: the test cell {cell.grade_id} has an {TAG_PREFIX} tag",
                hint="Only a visible test of 0 points may run beside the student's code.",
            )
    if complete:
        _check_names(code, names, where)
    owners = _owners(code, names, overrides)
    opaque = {cell.index for cell in code if _BINDS_UNSEEN.search(cell.source)}
    candidate = [names[index] for index, owner in owners.items() if owner is Owner.CANDIDATE]
    patchable = {name for found in candidate for name in found.bound - found.imported} & {
        name for found in candidate for name in found.looked_up
    }
    bound = _bound_somewhere(code, names, complete=complete)
    tests = {}
    for cell in code:
        if cell.role is Role.TEST:
            wanted = _candidate_names(cell, code, names, owners)
            changed = (names[cell.index].bound & patchable) - names[cell.index].imported
            unseen = () if bound is None else wanted - bound
            tests[cell.index] = TestNames(*(tuple(sorted(n)) for n in (wanted, changed, unseen)))
    imports = {
        cell.index: imports_of(cell.source)
        for cell in code
        if owners.get(cell.index) is Owner.CANDIDATE
        and (names[cell.index].imported or "import *" in cell.source)
    }
    needed = _needed(code, names, owners)
    if any(found.unseen for found in tests.values()):
        needed |= {
            index for index, owner in owners.items() if owner is Owner.EXAMINER and index in opaque
        }
    return Plan(owners, imports, needed, tests, _binders(code, names))


def _bound_somewhere(
    code: Sequence[CellInfo], names: dict[int, Names], *, complete: bool
) -> frozenset[str] | None:
    """Names that the cells are seen to bind; None if answers may be missing among them."""
    answers = [names[cell.index].bound for cell in code if cell.role is Role.ANSWER]
    if not complete and not all(answers):
        return None
    return frozenset().union(*(found.bound for found in names.values()))


def _check_names(code: Sequence[CellInfo], names: dict[int, Names], where: str) -> None:
    """A misspelt name in a test is the author's mistake: no student may lose points by it."""
    if any(_BINDS_UNSEEN.search(cell.source) for cell in code):
        return
    bound = frozenset().union(*(found.bound for found in names.values()))
    for cell in code:
        unknown = sorted(names[cell.index].used - bound - _BUILTINS)
        if cell.role is Role.TEST and unknown:
            raise SourceError(
                f"{where}: the test cell {cell.grade_id} uses the name {unknown[0]!r}, which no "
                "cell of the notebook binds",
                hint=did_you_mean(unknown[0], bound),
            )


def _overrides(tags: Sequence[Sequence[str]], where: str) -> dict[int, Owner]:
    chosen = {}
    for index, cell_tags in enumerate(tags):
        for tag in cell_tags:
            if not str(tag).startswith(TAG_PREFIX):
                continue
            value = str(tag).removeprefix(TAG_PREFIX)
            if value not in list(Owner):
                allowed = " or ".join(f"{TAG_PREFIX}{owner}" for owner in Owner)
                raise SourceError(
                    f"{where}: cell {index + 1} has the tag {tag!r}", hint=f"use {allowed}"
                )
            chosen[index] = Owner(value)
    return chosen


def _owners(
    code: Sequence[CellInfo], names: dict[int, Names], overrides: dict[int, Owner]
) -> dict[int, Owner]:
    """Owner of every code cell that is no test; a fixpoint, as dependence is transitive."""
    owners = {
        cell.index: Owner.EXAMINER if cell.role is Role.READONLY else Owner.CANDIDATE
        for cell in code
        if cell.role is not Role.TEST
    } | {cell.index: overrides[cell.index] for cell in code if cell.index in overrides}
    changed = True
    while changed:
        changed = False
        for cell in code:
            if owners.get(cell.index) is not Owner.EXAMINER or cell.index in overrides:
                continue
            if any(
                _last_owner(name, cell.index, code, names, owners) is Owner.CANDIDATE
                or (name in names[cell.index].looked_up and _bound_later(name, cell, names, owners))
                for name in names[cell.index].used - names[cell.index].bound - _BUILTINS
            ):
                owners[cell.index] = Owner.CANDIDATE
                changed = True
    return owners


def _bound_later(
    name: str, cell: CellInfo, names: dict[int, Names], owners: dict[int, Owner]
) -> bool:
    """A function of `cell` looks up `name`, which only a later candidate cell binds."""
    binders = [i for i, found in names.items() if i in owners and name in found.bound]
    return bool(binders) and all(
        i > cell.index and owners[i] is Owner.CANDIDATE and name not in names[i].imported
        for i in binders
    )


def _last_binder(
    name: str, before: int, code: Sequence[CellInfo], names: dict[int, Names]
) -> int | None:
    """Index of the cell above `before` that binds `name` last, if there is one."""
    for cell in reversed(code):
        if cell.index < before and name in names[cell.index].bound:
            return cell.index
    return None


def _last_owner(
    name: str,
    before: int,
    code: Sequence[CellInfo],
    names: dict[int, Names],
    owners: dict[int, Owner],
) -> Owner | None:
    """Owner of `name` just above cell `before`; None if no cell above binds it.

    Imports are the examiner's wherever they stand: it never takes the candidate's word for
    what `np` is.
    """
    binder = _last_binder(name, before, code, names)
    if binder is None:
        return None
    if name in names[binder].imported:
        return Owner.EXAMINER
    return owners.get(binder, Owner.EXAMINER)


def _candidate_names(
    test: CellInfo, code: Sequence[CellInfo], names: dict[int, Names], owners: dict[int, Owner]
) -> set[str]:
    """What a test needs of the candidate, itself or through the instructor's functions it calls."""
    own = names[test.index]
    wanted: set[str] = set()
    seen: set[str] = set()
    pending = own.used - own.imported - _BUILTINS
    while pending:
        seen |= pending
        found: set[str] = set()
        for name in pending:
            owner = _last_owner(name, test.index, code, names, owners)
            if owner is Owner.CANDIDATE or (owner is None and name not in own.bound):
                wanted.add(name)
            elif owner is Owner.EXAMINER:
                binder = _last_binder(name, test.index, code, names)
                found |= names[binder].looked_up if binder is not None else set()
        pending = frozenset(found - seen - _BUILTINS)
    return wanted


def _needed(
    code: Sequence[CellInfo], names: dict[int, Names], owners: dict[int, Owner]
) -> frozenset[int]:
    """Cells of the examiner that import, or bind a name that a test needs, also indirectly."""
    wanted = {name for cell in code if cell.role is Role.TEST for name in names[cell.index].used}
    needed: set[int] = set()
    for cell in reversed(code):
        found = names[cell.index]
        if owners.get(cell.index) is Owner.EXAMINER and (found.imported or found.bound & wanted):
            needed.add(cell.index)
            wanted |= found.used
    return frozenset(needed)


def _binders(code: Sequence[CellInfo], names: dict[int, Names]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for cell in code:
        if cell.role in (Role.ANSWER, Role.MANUAL):
            for name in names[cell.index].bound:
                found[name] = (*found.get(name, ()), cell.grade_id)
    return found
