"""Answers in percent format: the files in `variants/` and `submissions/` of a source.

Each cell replaces the answer cell of that id; everything else stays as it is in the base notebook
(the worked solution for variants, the release for submissions)::

    # mistake: divides by d_k instead of its square root
    # fails: q1_values q1_scale
    # %% q1
    def attention(q, k, v, mask=None):
        ...
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.cells import Role, describe
from autograder.errors import SourceError

MAX_BYTES = 200 << 20
"""Largest file that is read, as for notebooks."""
_CELL = "# %%"
_HEADER = re.compile(r"^#\s*([a-z][a-z-]*)\s*:\s*(.*)$")
_ANSWERS = (Role.ANSWER, Role.MANUAL)


@dataclass(frozen=True)
class PercentFile:
    """A parsed file: header fields by name, and answers by `grade_id`."""

    path: Path
    header: Mapping[str, str]
    answers: Mapping[str, str]

    def score(self) -> tuple[float, float]:
        """Lowest and highest score that the file expects of itself.

        ``# score: 13.5`` states one; ``# score: 50 to 54`` an interval, for answers whose linear
        credit depends on how a training run turns out.

        Raises:
            SourceError: the line is missing or holds no number.
        """
        low, _, high = self.header.get("score", "").partition(" to ")
        try:
            return float(low), float(high or low)
        except ValueError:
            raise SourceError(
                f"{self.path}: the line '# score: …' is missing or holds no number",
                hint="Write it at the top, e.g. '# score: 13.5' or '# score: 50 to 54'.",
            ) from None


def read_percent(path: Path, *, max_bytes: int = MAX_BYTES) -> PercentFile:
    """Parse a percent file.

    Args:
        max_bytes: larger files are refused unread.

    Raises:
        SourceError: it is too large or cannot be read, a cell has no id or an id twice, or there
            is no cell.
    """
    text = _content(path, max_bytes)
    header: dict[str, list[str]] = {}
    answers: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        grade_id = _cell_id(line)
        if grade_id is not None:
            if not grade_id or grade_id in answers:
                problem = (
                    f"the id {grade_id[:100]!r} comes twice" if grade_id else "a cell without an id"
                )
                raise SourceError(
                    f"{path}, line {number}: {problem}", hint="Write '# %% q1': the answer's id."
                )
            lines = answers.setdefault(grade_id, [])
        elif lines is not None:
            lines.append(line)
        elif field := _HEADER.match(line):
            header[field.group(1)] = [field.group(2)]
        elif header and line.startswith("#"):
            header[next(reversed(header))].append(line.lstrip("# ").rstrip())
    if not answers and "student" not in header:
        raise SourceError(f"{path}: no cell ('# %% q1') in it", hint="See docs/authoring.md.")
    return PercentFile(
        path,
        {key: " ".join(filter(None, value)).strip() for key, value in header.items()},
        {key: _text(value) for key, value in answers.items()},
    )


def _content(path: Path, max_bytes: int) -> str:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise SourceError(
                f"{path}: {size / 1e6:.0f} MB is more than the limit of {max_bytes / 1e6:.0f} MB",
                hint="Hand in the answers only, without data in them.",
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as cause:
        message = f"{path}: not UTF-8 (byte {cause.start})"
        raise SourceError(message, hint="Save it as UTF-8.") from None
    except OSError as cause:
        message = f"{path}: cannot be read: {cause.strerror or cause}"
        raise SourceError(message, hint="Check its owner and permissions.") from None


def _cell_id(line: str) -> str | None:
    """The id in a line that begins a cell, empty if it names none; None for any other line.

    The line may be a student's: a pattern with several runs of white space would try each division
    of a long one, which takes hours.
    """
    if not line.startswith(_CELL):
        return None
    words = line.removeprefix(_CELL).split()
    if words[1:] not in ([], ["[markdown]"]):
        return None
    return words[0] if words else ""


def _text(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


def apply_percent(base: Mapping[str, Any], answers: PercentFile) -> Any:
    """`base` with the answers of the file in their cells; the base is not changed.

    Raises:
        SourceError: the notebook has no answer cell of that id.
    """
    notebook = copy.deepcopy(base)
    cells = {
        info.grade_id: cell
        for cell in notebook["cells"]
        if (info := describe(cell)).role in _ANSWERS
    }
    for grade_id, source in answers.answers.items():
        if grade_id not in cells:
            raise SourceError(
                f"{answers.path}: the notebook has no answer cell {grade_id[:100]!r}",
                hint=f"Its answer cells are: {', '.join(cells)}.",
            )
        cell = cells[grade_id]
        if cell["cell_type"] == "markdown":
            source = "\n".join(re.sub(r"^# ?", "", line) for line in source.split("\n"))
        cell["source"] = source
    return notebook
