"""Check a source notebook before it is built: regions, ids, points, titles.

Everything nbgrader would stumble over while it builds or grades is found here at once and
named by notebook, cell and id. Rules that only this project has (titles, stray marks) are
errors for an assignment with an `assignment.toml` and warnings for any other.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.cells import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SOLUTION,
    CellInfo,
    Role,
    describe,
    title,
    without_hidden,
)
from autograder.errors import SourceError

SCHEMA_VERSION = 3
BEGIN_MARKS = "BEGIN MARK SCHEME"
END_MARKS = "END MARK SCHEME"
MARKERS = {
    BEGIN_SOLUTION: END_SOLUTION,
    BEGIN_HIDDEN: END_HIDDEN,
    BEGIN_MARKS: END_MARKS,
}
"""Beginning of each kind of region -> its end. As in nbgrader, a mark counts anywhere in a line."""

_KEYS = frozenset(
    {"schema_version", "grade", "solution", "locked", "task", "grade_id", "points"}
    | {"checksum", "cell_type"}
)
_ALLOWED = {
    BEGIN_SOLUTION: (Role.ANSWER, Role.MANUAL),
    BEGIN_HIDDEN: (Role.TEST,),
    BEGIN_MARKS: (Role.TASK,),
}

_ALIKE = 0.85
"""Share of letters in common (`difflib`) from which a comment is taken for a mark. The marks
without their plural S have 0.96, two exchanged letters 0.92; BEST SOLUTION has 0.8."""
_OTTER_MARK = re.compile(r"\s*#\s*(ASSIGNMENT CONFIG|BEGIN QUESTION)\b")
_OTTER = (
    "a notebook for `otter assign`, which is not imported: answers and tests are marked by "
    "nbgrader's metadata here; docs/authoring.md says how"
)
_TITLE_HIDDEN = re.compile(r"\s*#+\s*hidden\b", re.IGNORECASE)
_TITLE_POINTS = re.compile(r"\((\d+(?:\.\d+)?) points?\)\s*$")
_UNMARKED = (
    "what the student hands in there is run, changed or deleted; mark as read-only what imports, "
    "reads data or defines helpers (JupyterLab: View, Activate nbgrader)"
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something wrong with one cell. `error` findings stop the build."""

    notebook: str
    cell: int
    """Position in the notebook, from 1; 0 if it concerns the whole file."""
    grade_id: str
    text: str
    error: bool = True

    def __str__(self) -> str:
        if not self.cell:
            return f"{self.notebook}: {self.text}"
        name = f" ({self.grade_id})" if self.grade_id else ""
        return f"{self.notebook}, cell {self.cell}{name}: {self.text}"


@dataclass(frozen=True)
class Region:
    """Lines `first` to `last` (from 1, marks included) of a cell, opened by the mark `kind`."""

    kind: str
    first: int
    last: int


def lint(
    notebook: Any, name: str, *, managed: bool, marks: Mapping[str, str] | None = None
) -> list[Finding]:
    """Findings in a source notebook (nbformat 4).

    Args:
        notebook: the notebook as `read_notebook` returns it.
        name: how findings call it.
        managed: whether the assignment has an `assignment.toml`.
        marks: what the course writes for each of nbgrader's marks, if that is more.
    """
    findings: list[Finding] = []
    unmarked: list[int] = []
    if place := _otter_cell(notebook):
        return [Finding(notebook=name, cell=place, grade_id="", text=_OTTER)]
    for index, cell in enumerate(notebook.cells):
        problems = list(_metadata_problems(cell))
        if not problems:
            info = describe(cell, index)
            regions, unbalanced = find_regions(info.source)
            problems += [(text, True) for text in (*unbalanced, *near_marks(info, marks or {}))]
            problems += [(text, managed) for text in _role_problems(info, regions)]
            problems += [(text, False) for text in _other_points(info)]
        grade_id = str((cell.metadata.get("nbgrader") or {}).get("grade_id", ""))
        findings += [
            Finding(notebook=name, cell=index + 1, grade_id=grade_id, text=text, error=error)
            for text, error in problems
        ]
        if not problems and _is_unmarked(cell):
            unmarked.append(index + 1)
    if unmarked:
        others = f" (cells like it: {', '.join(map(str, unmarked[1:]))})" if unmarked[1:] else ""
        text = f"code that is not marked{others}: {_UNMARKED}"
        where = Finding(notebook=name, cell=unmarked[0], grade_id="", text=text, error=False)
        findings.append(where)
    return findings


def _is_unmarked(cell: Any) -> bool:
    """Code without an id: nothing tells whether it comes back as the author wrote it."""
    return (
        cell.cell_type == "code" and bool(cell.source.strip()) and not cell.metadata.get("nbgrader")
    )


def _otter_cell(notebook: Any) -> int:
    """The first cell, from 1, that tells otter-grader what follows; 0 if there is none."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "raw" and _OTTER_MARK.match(str(cell.source)):
            return number
    return 0


def raise_errors(findings: list[Finding], path: Path) -> None:
    """Raise one `SourceError` that lists every error among `findings`."""
    errors = [str(finding) for finding in findings if finding.error]
    if errors:
        raise SourceError("\n".join(errors), hint=f"Correct {path} and build again.")


def find_regions(source: str) -> tuple[list[Region], list[str]]:
    """The regions of a cell, and what is wrong with their marks."""
    regions, problems = [], []
    begin, first = "", 0
    for number, line in enumerate(source.split("\n"), start=1):
        for opening, closing in MARKERS.items():
            if opening in line:
                if begin:
                    problems.append(f"{opening} in line {number}, but {_open(begin, first)}")
                begin, first = opening, number
            elif closing in line:
                if begin != opening:
                    where = f", but {_open(begin, first)}" if begin else ""
                    problems.append(f"{closing} in line {number} without {opening}{where}")
                else:
                    regions.append(Region(begin, first, number))
                begin = ""
    if begin:
        problems.append(f"{_open(begin, first)} ({MARKERS[begin]} is missing)")
    return regions, problems


def near_marks(cell: CellInfo, marks: Mapping[str, str]) -> Iterator[str]:
    """Lines that look like a mark and are none: what they enclose would be released.

    Looked at are comments, and in Markdown all lines, that hold nothing else. For `marks` see
    `lint`.
    """
    for number, line in enumerate(cell.source.split("\n"), start=1):
        meant = next((m for pair in MARKERS.items() for m in pair if m in line), "")
        if meant:
            known = marks.get(meant, meant) in line
        else:
            known = cell.is_code and not line.lstrip().startswith("#")
        if not known and (mark := meant or _nearest_mark(line)):
            yield f"line {number}, {line.strip()!r}, is no mark: write ### {mark}"


def _nearest_mark(line: str) -> str:
    """The mark that was probably meant by `line`; empty if none was."""
    words = re.sub(r"[^A-Z]+", " ", line.upper()).split()
    text = "".join(words)
    # Prose begins otherwise (HIDDEN TESTS), or has more words (END OF THE SOLUTION).
    if len(words) > 3 or not text.startswith(("B", "E")):
        return ""

    def likeness(mark: str) -> float:
        if len(words) > len(mark.split()):
            return 0.0
        whole = mark.replace(" ", "")
        if len(words) > 1 and whole.startswith(text):
            return 1.0  # BEGIN HIDDEN
        return difflib.SequenceMatcher(None, text, whole, autojunk=False).ratio()

    best = max((mark for pair in MARKERS.items() for mark in pair), key=likeness)
    return best if likeness(best) >= _ALIKE else ""


def _open(begin: str, first: int) -> str:
    return f"{begin} in line {first} has not ended"


def _metadata_problems(cell: Any) -> Iterator[tuple[str, bool]]:
    """What nbgrader's schema v3 refuses (``nbgraderformat/v3.json`` and ``v3.py``)."""
    if "nbgrader" not in cell.metadata:
        return
    meta = cell.metadata["nbgrader"]
    if not isinstance(meta, dict):
        yield "its nbgrader metadata is no object", True
        return
    version = meta.get("schema_version", 0)
    if version != SCHEMA_VERSION:
        what = f"nbgrader metadata of version {version!r}, not {SCHEMA_VERSION}"
        yield f"{what}: type nbgrader update NOTEBOOK", True
        return
    for key in ("grade", "solution", "locked"):
        if not isinstance(meta.get(key), bool):
            yield f"nbgrader metadata: {key!r} has to be true or false", True
    if not isinstance(meta.get("task", False), bool):
        yield "nbgrader metadata: 'task' has to be true or false", True
    for key in sorted(set(meta) - _KEYS):
        yield f"nbgrader metadata: there is no key {key!r}", True
    yield from _graded_problems(cell, meta)


def _graded_problems(cell: Any, meta: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    grade, solution, task = (bool(meta.get(key)) for key in ("grade", "solution", "task"))
    grade_id, points = meta.get("grade_id"), meta.get("points")
    if grade or solution or meta.get("locked"):
        if not isinstance(grade_id, str) or not grade_id:
            yield "grade_id is missing", True
        elif not all(c.isascii() and (c.isalnum() or c in "_-") for c in grade_id):
            yield f"grade_id {grade_id!r}: only letters, digits, '_' and '-' are allowed", True
    if grade or task:
        if isinstance(points, bool) or not isinstance(points, int | float):
            yield "points are missing", True
        elif not 0 <= points < float("inf"):
            yield f"{points} points: a number from 0 up is needed", True
    if task and cell.cell_type != "markdown":
        yield "a task has to be a Markdown cell", True
    if cell.cell_type == "markdown" and not task and grade != solution:
        yield "a Markdown answer is graded by a person: set both grade and solution", True


def _role_problems(info: CellInfo, regions: list[Region]) -> Iterator[str]:
    """Rules that nbgrader does not have, or whose breach it only finds while it builds."""
    for region in regions:
        if info.role not in _ALLOWED[region.kind]:
            roles = " or ".join(f"{role} cell" for role in _ALLOWED[region.kind])
            yield f"{region.kind} in a cell that is {info.role}; it belongs in a {roles}"
    if info.role is Role.TEST and title(info) == info.grade_id:
        yield (
            "a test begins with a comment that says in plain words what it tests, "
            "before any code and outside the hidden region"
        )
    if (
        info.role is Role.TEST
        and _TITLE_HIDDEN.match(_first_line(info))
        and not any(region.kind == BEGIN_HIDDEN for region in regions)
    ):
        yield (
            "its title says that it is hidden, but it has no hidden region: students would get "
            f"all of it. Put ### {BEGIN_HIDDEN} and ### {END_HIDDEN} around what they may not see"
        )


def _first_line(info: CellInfo) -> str:
    return without_hidden(info.source).strip().split("\n", maxsplit=1)[0]


def _other_points(info: CellInfo) -> Iterator[str]:
    """Points in the title of a test, which students read, that are not those it gives."""
    stated = _TITLE_POINTS.search(_first_line(info))
    if info.role is Role.TEST and stated and float(stated[1]) != info.points:
        yield f"its title says {stated[1]} points, its metadata {info.points:g}"
