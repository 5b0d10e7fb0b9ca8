"""What `autograder grade` prints: a line per examination, the table or JSON at the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import terminal
from autograder.gradebook.values import SubmissionSummary
from autograder.grading.batch import Graded
from autograder.grading.strays import Stray
from autograder.people import composed
from autograder.reports import wording
from autograder.reports.statistics import never_passed, under_other_tests
from autograder.results import Status

_MOST_STRAYS: Final = 30


def line_of(graded: Graded) -> str:
    """One line about an examination that has just ended, in Rich's markup; with the error."""
    outcome, student = graded.outcome, escape(graded.submission.student)
    colour = {Status.INVALID: "red", Status.NOT_GRADED: "red"}.get(outcome.status, "green")
    score = (
        "" if outcome.status is Status.NOT_GRADED else f"{outcome.score:g} / {outcome.maximum:g}"
    )
    text = f"[{colour}]{outcome.status:<12}[/] {student}  {score}  {outcome.seconds:.1f} s"
    return f"{text}\n  {escape(outcome.error)}" if outcome.error else text


def is_earlier(summary: SubmissionSummary, failed: Collection[str]) -> bool:
    """Whether the score is of an earlier run, because the examination failed now.

    `failed` are the students whose submission could not be examined.
    """
    name = composed(summary.student.name)
    return summary.run is not None and (name in failed or summary.waiting)


def as_json(
    assignment: str,
    summaries: Sequence[SubmissionSummary],
    report: Path,
    failed: Collection[str],
    strays: Sequence[Stray],
) -> dict[str, Any]:
    """The object that docs/cli.md describes."""
    return {
        "assignment": assignment,
        "report": str(report),
        "submissions": [
            {
                "student": summary.student.name,
                "status": str(summary.status),
                "score": summary.score,
                "deduction": summary.deduction,
                "maximum": summary.maximum,
                "earlier": is_earlier(summary, failed),
                "flags": list(summary.flags),
                "error": _error(summary),
                "tests": [
                    {
                        "notebook": item.question.notebook,
                        "id": item.question.grade_id,
                        "points": item.points,
                        "maximum": item.maximum,
                        "verdict": str(item.verdict) if item.verdict else None,
                        "seconds": round(item.result.seconds, 3) if item.result else None,
                    }
                    for item in summary.questions
                ],
            }
            for summary in summaries
        ],
        "not_looked_at": [{"path": str(item.path), "why": item.why} for item in strays],
    }


def print_table(
    summaries: Sequence[SubmissionSummary], report: Path, failed: Collection[str]
) -> None:
    """The table on standard output, and where the report is."""
    console = terminal.results(soft_wrap=False)
    table = Table("student", "status", "score", "maximum", "to review", "remarks")
    for column in table.columns[2:5]:
        column.justify = "right"
    for summary in summaries:
        remarks = _error(summary).split("\n")[0] or "; ".join(summary.flags)
        if is_earlier(summary, failed):
            remarks = f"not examined now, the score is of an earlier run: {remarks}"
        if summary.deduction:
            remarks = "; ".join(filter(None, [wording.deduction(summary.deduction), remarks]))
        table.add_row(
            escape(summary.student.name),
            str(summary.status),
            "" if summary.score is None else f"{summary.score:g}",
            f"{summary.maximum:g}",
            str(len(summary.pending) or ""),
            escape(remarks),
        )
    console.print(table)
    console.print(f"Report: {report}", soft_wrap=True)


def print_strays(console: Console, strays: Sequence[Stray]) -> None:
    """A line for each of what is not looked at; of many, the first ones."""
    for item in strays[:_MOST_STRAYS]:
        path = escape(str(item.path).encode("utf-8", "replace").decode())
        console.print(
            f"[yellow]not looked at[/]: {path} ({escape(item.why)})", soft_wrap=True, emoji=False
        )
    if len(strays) > _MOST_STRAYS:
        console.print(f"… and {len(strays) - _MOST_STRAYS} more (--format json names them all)")


def print_notes(console: Console, assignment: str, summaries: Sequence[SubmissionSummary]) -> None:
    """What instructors should know before scores go out. `summaries` are all there are."""
    notes = []
    if count := len(under_other_tests(summaries)):
        command = f"`autograder grade {assignment}` grades them again"
        notes.append(f"{wording.under_other_tests(count)}: {command}")
    questions = dict.fromkeys(item.question for s in summaries for item in s.questions)
    if doubtful := never_passed(summaries, list(questions)):
        notes.append(wording.never_passed([question.grade_id for question in doubtful]))
    for text in notes:
        console.print(f"[yellow]note[/]: {escape(f'{assignment}: {text}')}", soft_wrap=True)


def _error(summary: SubmissionSummary) -> str:
    return summary.last_error or (summary.run.error if summary.run else "")
