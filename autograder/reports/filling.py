"""Scores for the table that a learning-management system exported, to be imported there again."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import UsageError
from autograder.gradebook.values import AssignmentRow, SubmissionSummary
from autograder.people import but_for_zeros, composed
from autograder.reports.csv_table import delimiter_of, read_cells, separator_line, what_is_there
from autograder.results import Status

_TELLS_WHO = re.compile(r"login|user|mail|\bid\b|DefinedId\b", re.IGNORECASE)
"""Titles of columns that may hold logins or addresses. A first name may be another's login."""
_TITLES = "called login, user, mail or ID"
_NO_POINTS = re.compile(r"\((Percentage|Letter|Feedback)\)\s*$", re.IGNORECASE)
"""Titles of Moodle's columns that hold something else of the same assignment."""
_MAXIMUM = re.compile(r"(?:MaxPoints|Total Pts):\s*([\d.]+)")
"""In the titles of Brightspace and Blackboard."""
_POINTS_POSSIBLE = "points possible"
"""How Canvas calls the line of maxima."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A table with the scores in it, and who is not."""

    text: str
    column: str
    key: str
    filled: int
    column_maximum: float | None
    """Points that the column says it is for, if it does."""
    open: tuple[str, ...]
    """Students whose cell was left as it was, since a person or another run has to decide."""
    not_graded: tuple[str, ...]
    """Students whose cell was left as it was, since no score is known."""
    missing: tuple[str, ...]
    """Students with a score, but without a line that is theirs alone."""
    nobody: tuple[str, ...]
    """What the lines hold that belong to nobody who submitted, in the column of logins."""
    zeros: tuple[tuple[str, str], ...]
    """Logins, and what the table has instead: only leading zeros differ. Left as it was."""


def fill(
    text: str,
    name: str,
    assignment: AssignmentRow,
    summaries: Sequence[SubmissionSummary],
    *,
    column: str = "",
    key: str = "",
) -> Filled:
    """The table with each student's score in the column of the assignment.

    All other cells stay as they are: the table goes back where it came from.

    Args:
        text: CSV, as the system exported it; the first line holds the titles.
        name: of the file, for messages.
        column: title of the column to fill; by default the only one that contains the name or
            title of the assignment.
        key: title of the column that tells who it is; by default, of those that are called login,
            user, mail or ID, the one in which most students are found, by login or address.

    Raises:
        UsageError: the file is no table, has no such column, or names no student.
    """
    lines = read_cells(text, name)
    titles = lines[0] if lines else []
    body = lines[1:]
    students = _by_name(summaries)
    target = _target(titles, name, assignment, column)
    who = _key(titles, body, name, students, key)
    if who == target:
        message = f"{name}: the column {titles[who]!r} tells who it is"
        raise UsageError(message, hint=f"Name the one to fill: --column. {what_is_there(titles)}")
    comma = _decimal_comma(body)
    found: dict[str, SubmissionSummary] = {}
    nobody = []
    for line in body:
        if who >= len(line) or not line[who].strip():
            continue
        summary = students.get(_known_as(line[who]))
        if summary is None:
            nobody.append(line[who].strip())
            continue
        found[summary.student.name] = summary
        if summary.score is not None and _is_final(summary):
            line += [""] * (target + 1 - len(line))
            line[target] = f"{summary.score:.6g}".replace(".", "," if comma else ".")
    known = [summary for summary in summaries if summary.score is not None]
    zeros = _zeros(nobody, students, found)
    nobody = [cell for cell in nobody if cell not in zeros.values()]
    graded = {s.student.name for s in known if _is_final(s)}
    waiting = {s.student.name for s in known} - graded
    return Filled(
        text=separator_line(text) + _written(lines, delimiter_of(text)),
        column=titles[target],
        key=titles[who],
        filled=len(graded & found.keys()),
        column_maximum=_maximum(titles[target], body, target),
        open=tuple(sorted(waiting & found.keys())),
        not_graded=tuple(sorted(found.keys() - graded - waiting)),
        missing=tuple(sorted((graded | waiting) - found.keys() - zeros.keys())),
        nobody=tuple(nobody),
        zeros=tuple(sorted(zeros.items())),
    )


def _zeros(
    nobody: Sequence[str],
    students: Mapping[str, SubmissionSummary],
    found: Container[str],
) -> dict[str, str]:
    """By login, the one cell that is nobody's, but would be theirs if zeros did not count."""
    cells: dict[str, list[str]] = {}
    for cell in nobody:
        meant = but_for_zeros(_known_as(cell), students)
        if meant is not None and (login := students[meant].student.name) not in found:
            cells.setdefault(login, []).append(cell)
    return {login: those[0] for login, those in cells.items() if len(those) == 1}


def _is_final(summary: SubmissionSummary) -> bool:
    return summary.status in (Status.GRADED, Status.INVALID) and not summary.waiting


def _by_name(summaries: Sequence[SubmissionSummary]) -> dict[str, SubmissionSummary]:
    """Submissions by login and address, as far as these mean one student."""
    names = [
        (known, summary)
        for summary in summaries
        for known in {_known_as(summary.student.name), _known_as(summary.student.email)} - {""}
    ]
    times = Counter(known for known, _ in names)
    return {known: summary for known, summary in names if times[known] == 1}


def _known_as(cell: str) -> str:
    """A login or address without what systems add: spaces, capitals, Brightspace's `#`."""
    return composed(cell).strip().removeprefix("#").casefold()


def _target(titles: Sequence[str], name: str, assignment: AssignmentRow, wanted: str) -> int:
    if wanted:
        return _column(titles, name, wanted)
    # Whole words: `hw1` is not in "hw10" and "hw1-b", nor `gan` in "Organization".
    words = [
        re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])", re.IGNORECASE)
        for text in (assignment.name, assignment.title)
        if text
    ]
    found = [
        number
        for number, title in enumerate(titles)
        if any(word.search(title) for word in words) and not _NO_POINTS.search(title)
    ]
    if len(found) == 1:
        return found[0]
    what = "several columns" if found else "no column"
    raise UsageError(
        f"{name}: {what} with {assignment.name!r} or the assignment's title in the name",
        hint=f"Name the one to fill: --column TITLE. {what_is_there(titles)}",
    )


def _key(
    titles: Sequence[str],
    body: Sequence[Sequence[str]],
    name: str,
    students: dict[str, SubmissionSummary],
    wanted: str,
) -> int:
    places = (
        [_column(titles, name, wanted)]
        if wanted
        else [place for place, title in enumerate(titles) if _TELLS_WHO.search(title)]
    )
    hits = {
        place: sum(place < len(line) and _known_as(line[place]) in students for line in body)
        for place in places
    }
    best = max(hits, key=lambda place: hits[place], default=None)
    if best is None or not hits[best]:
        where = f"the column {wanted!r} holds no" if wanted else f"no column {_TITLES} holds the"
        raise UsageError(
            f"{name}: {where} login or address of a student who submitted",
            hint=_lost_zeros(titles, body, places, students)
            + "--key TITLE names another one; `autograder students ROSTER.csv` tells addresses.",
        )
    return best


def _lost_zeros(
    titles: Sequence[str],
    body: Sequence[Sequence[str]],
    places: Sequence[int],
    students: Mapping[str, SubmissionSummary],
) -> str:
    """A sentence about a column of logins in which only zeros are wrong; empty if there is none."""
    for place in places:
        cells = [line[place].strip() for line in body if place < len(line)]
        for login, cell in _zeros(cells, students, ()).items():
            return (
                f"{cell!r} in the column {titles[place]!r} may be the student {login}: a"
                " spreadsheet program drops leading zeros; correct the column. "
            )
    return ""


def _column(titles: Sequence[str], name: str, wanted: str) -> int:
    found = [n for n, title in enumerate(titles) if title.strip() == wanted.strip()]
    if len(found) != 1:
        what = "several columns" if found else "no column"
        raise UsageError(f"{name}: {what} {wanted!r}", hint=what_is_there(titles))
    return found[0]


def _maximum(title: str, body: Sequence[Sequence[str]], target: int) -> float | None:
    """The points that a column is for, by its title or by Canvas's line."""
    found = _MAXIMUM.search(title)
    texts = [found.group(1)] if found else []
    for line in body:
        if target < len(line) and any(c.strip().casefold() == _POINTS_POSSIBLE for c in line):
            texts.append(line[target])
    for text in texts:
        with contextlib.suppress(ValueError):
            return float(text)
    return None


def _decimal_comma(body: Sequence[Sequence[str]]) -> bool:
    """Whether numbers of the table have a comma, as in many countries."""
    cells = [cell.strip() for line in body for cell in line]
    points = any(re.fullmatch(r"\d+\.\d+( ?%)?", cell) for cell in cells)
    return not points and any(re.fullmatch(r"\d+,\d+( ?%)?", cell) for cell in cells)


def _written(lines: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return out.getvalue()
