"""What `autograder grade` prints: a line per examination, the table or JSON at the end."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import terminal
from autograder.gradebook.values import StudentRow, SubmissionSummary
from autograder.grading.batch import Graded
from autograder.grading.forms import has_known_form
from autograder.grading.strays import Stray
from autograder.grading.submissions import TIMESTAMP, Submission, as_text
from autograder.grading.whose import is_enrolled
from autograder.people import composed, some_of
from autograder.reports import wording
from autograder.reports.statistics import never_passed, under_other_tests
from autograder.results import Status

_MOST_STRAYS: Final = 30


def line_of(graded: Graded, *, older: bool = False) -> str:
    """One line about an examination that has just ended, in Rich's markup; with the error.

    `older` says that this score is not the one that counts: see `older_than_counted`.
    """
    outcome, student = graded.outcome, escape(graded.submission.student)
    colour = {Status.INVALID: "red", Status.NOT_GRADED: "red"}.get(outcome.status, "green")
    score = (
        "" if outcome.status is Status.NOT_GRADED else f"{outcome.score:g} / {outcome.maximum:g}"
    )
    text = f"[{colour}]{outcome.status:<12}[/] {student}  {score}  {outcome.seconds:.1f} s"
    if older:
        text += "  [yellow]does not count: another attempt is newer[/]"
    return f"{text}\n  {escape(outcome.error)}" if outcome.error else text


def is_earlier(summary: SubmissionSummary, failed: Collection[str]) -> bool:
    """Whether the score is of an earlier run, because the examination failed now.

    `failed` are the students whose submission could not be examined.
    """
    name = composed(summary.student.name)
    return summary.run is not None and (name in failed or summary.waiting)


def older_than_counted(
    submissions: Sequence[Submission], summaries: Sequence[SubmissionSummary]
) -> dict[str, Submission]:
    """Those of `submissions`, by student, whose score does not count: a newer attempt's does."""
    counted = {composed(s.student.name): s.run.attempt for s in summaries if s.run is not None}
    return {
        item.student: item
        for item in submissions
        if (attempt := counted.get(item.student)) is not None
        and attempt.sha256 != item.sha256
        and attempt.received_at >= item.received_at
    }


def as_json(
    assignment: str,
    summaries: Sequence[SubmissionSummary],
    report: Path,
    failed: Collection[str],
    strays: Sequence[Stray],
    older: Collection[str] = (),
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
                "older": composed(summary.student.name) in older,
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
    summaries: Sequence[SubmissionSummary],
    report: Path,
    failed: Collection[str],
    older: Mapping[str, Submission] | None = None,
    zone: tzinfo = UTC,
) -> None:
    """The table on standard output, and where the report is.

    `older` are submissions that do not count: see `older_than_counted`. Times are in `zone`.
    """
    console = terminal.results(soft_wrap=False)
    table = Table("student", "status", "score", "maximum", "to review", "remarks")
    for column in table.columns[2:5]:
        column.justify = "right"
    for summary in summaries:
        remarks = _error(summary).split("\n")[0] or "; ".join(summary.flags)
        if is_earlier(summary, failed):
            remarks = f"not examined now, the score is of an earlier run: {remarks}"
        elif summary.run and (mine := (older or {}).get(composed(summary.student.name))):
            counted, now = summary.run.attempt.received_at, mine.received_at
            text = (
                f"the score is of the attempt of {wording.moment(counted, zone)};"
                f" what lies there now is older, of {wording.moment(now, zone)}"
            )
            remarks = "; ".join(filter(None, [text, remarks]))
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
        command = f"`autograder grade {shlex.quote(assignment)}` grades them again"
        notes.append(f"{wording.under_other_tests(count)}: {command}")
    questions = dict.fromkeys(item.question for s in summaries for item in s.questions)
    if doubtful := never_passed(summaries, list(questions)):
        notes.append(wording.never_passed([question.grade_id for question in doubtful]))
    for text in notes:
        console.print(f"[yellow]note[/]: {escape(f'{assignment}: {text}')}", soft_wrap=True)


def print_times(
    console: Console,
    assignment: str,
    submissions: Sequence[Submission],
    older: Mapping[str, Submission],
) -> None:
    """Whose time of submission is doubtful, and what to do about it.

    `older` are submissions that do not count: see `older_than_counted`.
    """
    notes = []
    if names := [item.student for item in submissions if item.remarks]:
        notes.append(
            f"{TIMESTAMP} is not understood, and the time of the file counts, for"
            f" {some_of(names)}: write e.g. 2026-12-01 14:58:23 Europe/Berlin, or set"
            " c.Exchange.timezone to where nbgrader wrote it"
        )
    if older:
        one = next(iter(older.values()))
        where = one.source / TIMESTAMP if one.source.is_dir() else one.source
        remedy = (
            f"correct its time in {where}"
            if where.name == TIMESTAMP
            else f"give it the time when it came (touch -d TIME {where})"
        )
        notes.append(
            f"what {some_of(older)} handed in is older than the attempt that counts. If it came"
            f" later, {remedy}, and grade again; `autograder collect` keeps the times of downloads"
        )
    for text in notes:
        console.print(f"[yellow]note[/]: {escape(f'{assignment}: {text}')}", soft_wrap=True)


def print_strangers(
    console: Console,
    assignment: str,
    submissions: Sequence[Submission],
    students: Sequence[StudentRow],
) -> None:
    """Submissions of nobody in the roster: a wrong name of a file makes a student of its own.

    `students` are those of the gradebook; without a roster nothing is said.
    """
    enrolled = {composed(row.name) for row in students if is_enrolled(row)}
    names = [item.student for item in submissions if item.student not in enrolled]
    if enrolled and names:
        text = (
            f"not in the roster, or without a name there: {some_of(names)}. Where the name of a"
            " file is wrong, correct it; `autograder students --remove NAME` takes the student back"
        )
        console.print(f"[yellow]note[/]: {escape(f'{assignment}: {text}')}", soft_wrap=True)


def print_downloaded(
    console: Console, assignment: str, notebooks: Sequence[str], folder: Path
) -> None:
    """That files lie in `folder` by the names that a download gave them."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    ends = "|".join(re.escape(text) for text in (assignment, *notebooks))
    ending = re.compile(rf"(.*[\W_])?({ends})\.ipynb", re.IGNORECASE)
    names = [
        as_text(path.name)
        for path in entries
        if path.name[0] != "."
        and (has_known_form(as_text(path.name)) or ending.fullmatch(as_text(path.name)))
    ]
    if names:
        text = (
            f"no logins, but names of a download, it seems: {some_of(names)}. Move them to a folder"
            f" of their own, and type: autograder collect {assignment} FOLDER"
        )
        console.print(f"[yellow]note[/]: {escape(f'{assignment}: {text}')}", soft_wrap=True)


def _error(summary: SubmissionSummary) -> str:
    return summary.last_error or (summary.run.error if summary.run else "")
