"""Scores for the table that a learning-management system exported, to be imported there again."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.errors import UsageError
from autograder.gradebook.values import AssignmentRow, SubmissionSummary
from autograder.people import composed
from autograder.reports.csv_table import delimiter_of, read_cells, what_is_there
from autograder.reports.tables import inert

_TITLES = "called login, user, mail or ID"
_NUMBER = re.compile(r"[-+]?[\d.,]+ ?%?")
_TELLS_WHO = re.compile(r"login|user|mail|\bid\b|DefinedId\b", re.IGNORECASE)
"""Titles of columns that may hold logins or addresses. A first name may be another's login."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A table with the scores in it, and who is not."""

    text: str
    column: str
    key: str
    filled: int
    open: tuple[str, ...]
    """Students whose cell was left as it was, since points of theirs wait for a person."""
    not_graded: tuple[str, ...]
    """Students whose cell was left as it was, since no score is known."""
    missing: tuple[str, ...]
    """Students with a score, but without a line in the table."""


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

    Separators, the other columns and lines that belong to nobody stay as they are.

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
    found: dict[str, SubmissionSummary] = {}
    for line in body:
        summary = students.get(_known_as(line[who])) if who < len(line) else None
        if summary is not None and target < len(line):
            found[summary.student.name] = summary
            if summary.score is not None and not summary.pending:
                line[target] = f"{summary.score:.6g}"
    known = [summary for summary in summaries if summary.score is not None]
    waiting = {s.student.name for s in known if s.pending}
    graded = {s.student.name for s in known} - waiting
    return Filled(
        text=_written(titles, body, delimiter_of(text)),
        column=titles[target],
        key=titles[who],
        filled=len(graded & found.keys()),
        open=tuple(sorted(waiting & found.keys())),
        not_graded=tuple(sorted(found.keys() - graded - waiting)),
        missing=tuple(sorted((graded | waiting) - found.keys())),
    )


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
    names = {text.casefold() for text in (assignment.name, assignment.title) if text}
    found = [n for n, title in enumerate(titles) if any(text in title.casefold() for text in names)]
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
            hint="--key TITLE names another one; `autograder students ROSTER.csv` tells addresses.",
        )
    return best


def _column(titles: Sequence[str], name: str, wanted: str) -> int:
    found = [n for n, title in enumerate(titles) if title.strip() == wanted.strip()]
    if len(found) != 1:
        what = "several columns" if found else "no column"
        raise UsageError(f"{name}: {what} {wanted!r}", hint=what_is_there(titles))
    return found[0]


def _written(titles: Sequence[str], body: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([_harmless(cell) for cell in line] for line in body)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """`cell`, so that no spreadsheet runs it; numbers and signs alone stay as they are."""
    if _NUMBER.fullmatch(cell.strip()) or not any(map(str.isalnum, cell)):
        return cell
    return str(inert(cell))
