"""What a notebook cell is in nbgrader's schema v3: its role, region lines and title.

Pure functions over cells; nothing here reads files or runs code. The rules are those of
nbgrader 0.9 (``nbgraderformat/v3.py``, ``utils.py``), so that an nbgrader course needs no change.
"""

from __future__ import annotations

import enum
import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BEGIN_SOLUTION = "BEGIN SOLUTION"
END_SOLUTION = "END SOLUTION"
BEGIN_HIDDEN = "BEGIN HIDDEN TESTS"
END_HIDDEN = "END HIDDEN TESTS"


class Role(enum.StrEnum):
    """What a cell is for. One role per cell."""

    ANSWER = "answer"
    """The student writes here; test cells grade it."""
    TEST = "test"
    """Automatic test with points."""
    MANUAL = "manual"
    """An answer that a person grades."""
    TASK = "task"
    """A description that a person grades by what the student adds below it."""
    READONLY = "readonly"
    """Locked cell of the instructor."""
    PLAIN = "plain"
    """No nbgrader metadata: the instructor's remark, or a cell the student added."""


@dataclass(frozen=True)
class CellInfo:
    """A cell with what its metadata says. `points` is 0 for cells without points."""

    index: int
    cell_type: str
    role: Role
    grade_id: str
    points: float
    source: str

    @property
    def is_code(self) -> bool:
        return self.cell_type == "code"


def describe(cell: Mapping[str, Any], index: int = 0) -> CellInfo:
    """Read role, id and points of `cell` (an nbformat 4 cell)."""
    meta = cell.get("metadata", {}).get("nbgrader")
    meta = meta if isinstance(meta, Mapping) else {}
    return CellInfo(
        index=index,
        cell_type=str(cell.get("cell_type", "")),
        role=_role(meta),
        grade_id=str(meta.get("grade_id", "")),
        points=_points(meta) if (meta.get("grade") or meta.get("task")) else 0.0,
        source=str(cell.get("source", "")),
    )


def _points(meta: Mapping[str, Any]) -> float:
    """What a submission writes there counts nowhere, and must do no harm; sources are linted."""
    try:
        points = float(meta.get("points") or 0.0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return points if math.isfinite(points) else 0.0


def _role(meta: Mapping[str, Any]) -> Role:
    if meta.get("task"):
        return Role.TASK
    grade, solution = bool(meta.get("grade")), bool(meta.get("solution"))
    if grade and solution:
        return Role.MANUAL
    if grade:
        return Role.TEST
    if solution:
        return Role.ANSWER
    return Role.READONLY if meta.get("locked") else Role.PLAIN


def hidden_lines(source: str) -> frozenset[int]:
    """1-based numbers of the lines inside hidden regions, delimiters included."""
    inside = False
    lines = set()
    for number, line in enumerate(source.split("\n"), start=1):
        if BEGIN_HIDDEN in line:
            inside = True
        if inside:
            lines.add(number)
        if END_HIDDEN in line:
            inside = False
    return frozenset(lines)


def without_hidden(source: str) -> str:
    """`source` as it is released: hidden regions removed."""
    hidden = hidden_lines(source)
    lines = source.split("\n")
    return "\n".join(line for number, line in enumerate(lines, start=1) if number not in hidden)


def title(cell: CellInfo) -> str:
    """The first comment line of a test cell, without the marks, or its id.

    The comment has to stand before any code, and outside the hidden region: students see it.
    """
    for line in without_hidden(cell.source).split("\n"):
        text = line.strip()
        if not text:
            continue
        if text.startswith("#"):
            return re.sub(r"^#+\s*((Hidden|Visible)\s*:\s*)?", "", text) or cell.grade_id
        if quoted := re.match(r'^[rRuU]?("""|\'\'\'|"|\')(.+?)(\1|$)', text):
            return quoted.group(2).strip()
        break
    return cell.grade_id


def checksum(cell: Mapping[str, Any]) -> str:
    """MD5 over source and locked metadata, as nbgrader stores it in a release.

    Source: ``nbgrader.utils.compute_checksum`` 0.9.6; re-stated here because importing that
    module loads the whole of nbgrader, and tests compare the two.
    """
    meta = cell["metadata"]["nbgrader"]
    grade, solution = bool(meta.get("grade")), bool(meta.get("solution"))
    locked = not solution and (grade or bool(meta.get("locked")))
    digest = hashlib.md5(usedforsecurity=False)
    for part in (cell["source"], cell["cell_type"], grade, solution, locked, meta["grade_id"]):
        digest.update(str(part).encode("utf-8"))
    if grade:
        digest.update(str(float(meta["points"])).encode("utf-8"))
    return digest.hexdigest()
