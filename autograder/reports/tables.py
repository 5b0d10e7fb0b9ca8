"""Scores as tables for other programs: CSV for spreadsheets, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from autograder.gradebook.columns import clean_json
from autograder.gradebook.values import AssignmentRow, QuestionScore, SubmissionSummary
from autograder.reports.outputs import titles_of
from autograder.reports.statistics import under_other_tests

SCHEMA = "autograder-scores/1"
_FORMULA_SIGNS = frozenset("=+-@＝＋－＠")


def inert(value: Any) -> Any:
    """`value`, so that a spreadsheet takes text for text.

    A cell that begins with one of ``= + - @``, tab, carriage return or line feed may be run as a
    formula; an apostrophe before it prevents that. Carriage returns become spaces: the writer
    leaves them unquoted, and readers take them for the end of a row. Numbers stay numbers. See
    OWASP, "CSV Injection".

    >>> inert('=HYPERLINK("http://x")'), inert(" @SUM(A1)"), inert("Ada"), inert(-1.5)
    ('\\'=HYPERLINK("http://x")', "' @SUM(A1)", 'Ada', -1.5)
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")
    # Some programs trim the cell first, or take full-width signs for the plain ones.
    risky = text.lstrip()[:1] in _FORMULA_SIGNS or text[:1] in ("\t", "\n")
    return f"'{text}" if risky else text


def original(text: str) -> str:
    """What `inert` was given, as far as it can be known: carriage returns stay spaces.

    >>> original(inert("@bo")), original("'tis"), original("Ada")
    ('@bo', "'tis", 'Ada')
    """
    return text[1:] if text[:1] == "'" and inert(text[1:]) == text else text


_FIRST = (
    *("student", "first_name", "last_name", "email", "status", "received_at", "late"),
    "other_tests",
)
_LAST = ("deduction", "total", "maximum", "pending")
"""Columns before and after those of the questions."""


def is_own(path: Path) -> bool:
    """Whether a file holds scores of an assignment or of the course, as CSV or as JSON."""
    titles = titles_of(path)
    if tuple(titles[:4]) == _FIRST[:4]:
        return titles[-1] == _LAST[-1]
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and str(found.get("schema")).startswith("autograder-")


def score_table(assignment: AssignmentRow, summaries: Sequence[SubmissionSummary]) -> pd.DataFrame:
    """One row per student, one column per question (`notebook/grade_id`), and the total.

    Points that are not known yet are missing values, not zeros.
    """
    names = [column(assignment, item.notebook, item.grade_id) for item in assignment.questions]
    others = {id(summary) for summary in under_other_tests(summaries)}
    rows = [
        {
            "student": summary.student.name,
            "first_name": summary.student.first_name,
            "last_name": summary.student.last_name,
            "email": summary.student.email,
            "status": str(summary.status),
            "received_at": iso_time(summary.counted.received_at if summary.counted else None),
            "late": summary.is_late,
            "other_tests": id(summary) in others,
            **{
                column(assignment, item.question.notebook, item.question.grade_id): item.points
                for item in summary.questions
            },
            "deduction": summary.deduction,
            "total": summary.score,
            "maximum": summary.maximum,
            "pending": len(summary.pending),
        }
        for summary in summaries
    ]
    return pd.DataFrame(rows, columns=[*_FIRST, *names, *_LAST])


def to_csv(assignment: AssignmentRow, summaries: Sequence[SubmissionSummary]) -> str:
    """The table as CSV (UTF-8, comma, point), no cell of which is a formula."""
    return as_csv(score_table(assignment, summaries))


def as_csv(table: pd.DataFrame) -> str:
    """`table` as CSV (UTF-8, comma, point), no cell of which is a formula."""
    table = table.set_axis([inert(name) for name in table.columns], axis="columns")
    text = table.map(inert).to_csv(index=False, lineterminator="\n", float_format="%.6g")
    assert isinstance(text, str)
    return text


def to_json(assignment: AssignmentRow, summaries: Sequence[SubmissionSummary]) -> str:
    """Everything that counts, by the schema in docs/reports.md."""
    others = {id(summary) for summary in under_other_tests(summaries)}
    document = {
        "schema": SCHEMA,
        "assignment": assignment.name,
        "title": assignment.title,
        "maximum": assignment.maximum,
        "due": iso_time(assignment.due),
        "late_policy": assignment.late.as_dict(),
        "questions": [
            {
                "notebook": question.notebook,
                "grade_id": question.grade_id,
                "title": question.title,
                "maximum": question.maximum,
                "manual": question.manual,
                "hidden": question.hidden,
            }
            for question in assignment.questions
        ],
        "submissions": [_submission(summary, id(summary) in others) for summary in summaries],
    }
    return json.dumps(clean_json(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _submission(summary: SubmissionSummary, other_tests: bool) -> dict[str, Any]:
    run = summary.run
    return {
        "student": summary.student.name,
        "first_name": summary.student.first_name,
        "last_name": summary.student.last_name,
        "email": summary.student.email,
        "status": summary.status,
        "score": summary.score,
        "deduction": summary.deduction,
        "maximum": summary.maximum,
        "attempts": summary.attempts,
        "received_at": iso_time(summary.counted.received_at if summary.counted else None),
        "due": iso_time(summary.due),
        "late": summary.is_late,
        "waiting": summary.waiting,
        "other_tests": other_tests,
        "flags": summary.flags,
        "error": summary.last_error or (run.error if run is not None else ""),
        "run": None
        if run is None
        else {
            "id": run.id,
            "sha256": run.attempt.sha256,
            "finished_at": iso_time(run.finished_at),
            "seconds": run.seconds,
            "cpu_seconds": run.cpu_seconds,
            "peak_memory_bytes": run.peak_memory_bytes,
            "budgets": run.budgets,
            "record": run.files.record,
            "notebooks": run.files.notebooks,
        },
        "results": [_result(item) for item in summary.questions],
    }


def _result(item: QuestionScore) -> dict[str, Any]:
    given = item.adjustment
    return {
        "notebook": item.question.notebook,
        "grade_id": item.question.grade_id,
        "verdict": item.verdict,
        "points": item.points,
        "automatic_points": item.automatic,
        "maximum": item.maximum,
        "message": "" if item.result is None else item.result.message,
        "adjustment": None
        if given is None
        else {
            "points": given.points,
            "author": given.author,
            "reason": given.reason,
            "created_at": iso_time(given.created_at),
        },
        "comments": [{"author": c.author, "text": c.text} for c in item.comments],
    }


def column(assignment: AssignmentRow, notebook: str, grade_id: str) -> str:
    """A question's column; with the notebook where there are several, or a column has the id."""
    several = len({question.notebook for question in assignment.questions}) > 1
    return f"{notebook}/{grade_id}" if several or grade_id in (*_FIRST, *_LAST) else grade_id


def iso_time(value: datetime | None) -> str | None:
    """A time as ISO 8601 in UTC."""
    return None if value is None else value.isoformat()
