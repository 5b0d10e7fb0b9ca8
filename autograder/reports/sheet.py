"""A sheet of questions that wait for a person, to be filled in with any spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Final

from autograder.errors import UsageError
from autograder.gradebook.values import (
    AssignmentRow,
    Mark,
    QuestionScore,
    SubmissionSummary,
)
from autograder.reports.csv_table import read_rows
from autograder.reports.statistics import to_decide
from autograder.reports.tables import column, inert, original

FILLED_IN: Final = ("points", "reason", "comment")
COLUMNS: Final = ("student", "question", "title", "maximum", *FILLED_IN, "note", "page")
_ALLOWED: Final = {title: (title,) for title in COLUMNS} | {
    needed: (needed, "") for needed in ("student", "question")
}


def write_sheet(
    assignment: AssignmentRow,
    summaries: Sequence[SubmissionSummary],
    *,
    page: Callable[[SubmissionSummary], str],
) -> str:
    """CSV with a row for every question that waits for a person, question by question.

    That are open ones, and points that were given for an earlier attempt: `note` says so.
    Whoever grades one answer after the other by the same measure grades more evenly.

    Args:
        page: where the answers of a submission can be read; the column is not read again.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for question in assignment.questions:
        key = (question.notebook, question.grade_id)
        name = column(assignment, *key)
        for summary in summaries:
            for item in to_decide(summary):
                if (item.question.notebook, item.question.grade_id) == key:
                    cells = (summary.student.name, name, question.title, f"{question.maximum:g}")
                    empty = ("" for _ in FILLED_IN)
                    writer.writerow([*map(inert, cells), *empty, _note(item), inert(page(summary))])
    return text.getvalue()


def _note(item: QuestionScore) -> str:
    given = item.adjustment
    if given is None or given.points is None:
        return ""
    return f"{given.points:g} of {given.author}, given for an earlier attempt"


def read_sheet(text: str, name: str) -> list[Mark]:
    """The marks in a sheet: rows in which something was filled in.

    Separated by commas, semicolons or tabs; numbers with a point or a comma, as spreadsheet
    programs of many countries write them. Other columns may stand beside these.

    Args:
        name: of the file, for messages.

    Raises:
        UsageError: a column is missing; a cell holds no points.
    """
    marks = []
    for number, found in read_rows(text, name, _ALLOWED):
        cells = {title: found.get(title, "") for title in COLUMNS}
        if not any(cells[title] for title in FILLED_IN):
            continue
        where = f"{name}, line {number}"
        if cells["reason"] and not cells["points"]:
            hint = "Fill in points, or write a comment instead."
            raise UsageError(f"{where}: a reason without points", hint=hint)
        marks.append(
            Mark(
                student=original(cells["student"]),
                question=original(cells["question"]),
                points=_points(cells["points"], where),
                reason=cells["reason"],
                comment=cells["comment"],
                where=where,
            )
        )
    return marks


def _points(text: str, where: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise UsageError(f"{where}: {text!r} is no number of points", hint="e.g. 2.5") from None
