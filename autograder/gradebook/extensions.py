"""Due dates of students' own. Rows are only added: the latest of a submission counts."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.gradebook import models, queries, rows
from autograder.gradebook.values import ExtensionRow
from autograder.people import composed
from autograder.suggest import did_you_mean


def add(
    session: Session,
    submission: models.Submission,
    due: datetime,
    *,
    author: str,
    reason: str,
    withdrawn: bool = False,
) -> None:
    """Let `due` count from now on; with `withdrawn`, that of the assignment instead."""
    session.add(
        models.Extension(
            submission_id=submission.id,
            due=due,
            author=author,
            reason=reason,
            withdrawn=withdrawn,
            created_at=datetime.now(UTC),
        )
    )


def withdraw(session: Session, assignment: str, student: str, *, author: str, reason: str) -> None:
    """Take a student's own due date back.

    Raises:
        UsageError: there is no such assignment, or the student has no due date of their own.
    """
    rows.known_assignment(session, assignment)
    found = current(session, assignment)
    known = next((name for name in found if composed(name) == composed(student)), None)
    if known is None:
        raise UsageError(
            f"{student} has no due date of their own for {assignment}",
            hint=did_you_mean(student, found) if found else "Nobody has one.",
        )
    submission = rows.known_submission(session, assignment, student)
    due = found[known].due
    add(session, submission, due, author=author, reason=reason, withdrawn=True)


def current(session: Session, assignment: str) -> dict[str, ExtensionRow]:
    """The due dates that count, by login."""
    found = session.execute(
        select(models.Student.name, models.Extension)
        .join(models.Submission, models.Submission.id == models.Extension.submission_id)
        .join(models.Student, models.Student.id == models.Submission.student_id)
        .join(models.Assignment, models.Assignment.id == models.Submission.assignment_id)
        .where(models.Assignment.name == assignment)
        .order_by(models.Student.name, models.Extension.id)
    )
    latest = {name: row for name, row in found}
    return {name: queries.extension_value(row) for name, row in latest.items() if not row.withdrawn}
