"""What a person adds to a submission: points and comments. Inside a writer's transaction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.gradebook import models, queries, rows
from autograder.gradebook.values import Mark
from autograder.suggest import did_you_mean


def add_adjustment(
    session: Session,
    submission: models.Submission,
    question: models.Question,
    points: float | None,
    *,
    author: str,
    reason: str,
    above_maximum: bool = False,
) -> None:
    """Give `points`; None takes an earlier adjustment back.

    Raises:
        UsageError: nobody gives them; there are no points like that.
    """
    if not author.strip():
        raise UsageError("an adjustment needs an author", hint="Say who gives the points.")
    if points is not None:
        top = math.inf if above_maximum else question.maximum
        if not (math.isfinite(points) and 0 <= points <= top):
            raise UsageError(
                f"{question.grade_id}: {points:g} points are outside 0 to {question.maximum:g}",
                hint="Extra credit has to be asked for.",
            )
    # What a person sees, even if a newer attempt waits for its examination.
    attempt = queries.counted_attempt(session, submission)
    session.add(
        models.Adjustment(
            submission_id=submission.id,
            question_id=question.id,
            attempt_id=None if attempt is None else attempt.id,
            points=points,
            author=author,
            reason=reason,
            created_at=datetime.now(UTC),
        )
    )


def add_comment(
    session: Session,
    submission: models.Submission,
    question: models.Question | None,
    text: str,
    *,
    author: str,
    replaces: int | None = None,
) -> int:
    """Write to the student; returns the comment's id.

    Raises:
        UsageError: `replaces` is no comment of this submission.
    """
    if replaces is not None:
        rows.known_comment(session, submission, replaces)
    row = models.Comment(
        submission_id=submission.id,
        question=question,
        replaces_id=replaces,
        author=author,
        text=text,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row.id


def apply(
    session: Session, assignment: str, marks: Sequence[Mark], *, author: str, above_maximum: bool
) -> int:
    """Add what is new in `marks`; returns how many points and comments that were.

    Raises:
        UsageError: a mark does not fit the assignment, or contradicts an earlier one; says where
            it stands.
    """
    added = 0
    given: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        try:
            submission = _submission(session, assignment, mark.student)
            question = _question(session, submission.assignment, mark.question)
            if mark.points is not None or mark.withdraw:
                if question is None:
                    raise UsageError("points are for a question", hint="Name the question's id.")
                _check_agrees(given.setdefault((submission.id, question.id), mark), mark)
                if _differs(session, submission, question, mark):
                    add_adjustment(
                        session,
                        submission,
                        question,
                        mark.points,
                        author=author,
                        reason=mark.reason,
                        above_maximum=above_maximum,
                    )
                    added += 1
            if mark.replaces is not None or mark.withdraw_comment:
                _replace_comment(session, submission, question, mark, author)
                added += 1
            elif mark.comment and not _has_comment(session, submission, question, mark.comment):
                add_comment(session, submission, question, mark.comment, author=author)
                added += 1
        except UsageError as error:
            place = f"{mark.where}: " if mark.where else ""
            raise UsageError(f"{place}{error.message}", hint=error.hint) from None
        session.flush()
    return added


def _check_agrees(first: Mark, mark: Mark) -> None:
    """Refuse other points than an earlier line gives for the same answer: which are meant?"""
    if first is not mark and first.points != mark.points:
        what = ["none" if item.points is None else f"{item.points:g}" for item in (first, mark)]
        raise UsageError(
            f"{mark.question} of {mark.student}: {what[1]} points, but {what[0]}"
            f" {f'in {first.where}' if first.where else 'before'}",
            hint="Keep one of them.",
        )


def _submission(session: Session, assignment: str, student: str) -> models.Submission:
    try:
        found = rows.known_submission(session, assignment, student)
        if rows.latest_attempt(session, found) is None:
            # Known for a due date of their own alone.
            raise UsageError(f"{student} has submitted nothing for {assignment}")
        return found
    except UsageError as error:
        work = rows.known_assignment(session, assignment)
        names = session.scalars(
            select(models.Student.name)
            .join(models.Submission, models.Submission.student_id == models.Student.id)
            .where(models.Submission.assignment_id == work.id)
        )
        raise UsageError(error.message, hint=did_you_mean(student, names)) from None


def _question(session: Session, work: models.Assignment, name: str) -> models.Question | None:
    """The question called `name`: its id, or notebook/id; None for the submission as a whole."""
    if not name:
        return None
    active = queries.active_questions(session, work)
    found = [row for row in active if name in (row.grade_id, f"{row.notebook}/{row.grade_id}")]
    if len(found) == 1:
        return found[0]
    if found:
        both = ", ".join(f"{row.notebook}/{row.grade_id}" for row in found)
        raise UsageError(f"{name!r} is in several notebooks", hint=f"Say which one: {both}.")
    hint = did_you_mean(name, (row.grade_id for row in active))
    raise UsageError(f"{work.name} has no question {name!r}", hint=hint)


def _differs(
    session: Session, submission: models.Submission, question: models.Question, mark: Mark
) -> bool:
    """Whether `mark` says something else than the adjustment that counts."""
    latest = session.scalars(
        select(models.Adjustment)
        .filter_by(submission_id=submission.id, question_id=question.id)
        .order_by(models.Adjustment.id.desc())
        .limit(1)
    ).one_or_none()
    now = (None, "") if latest is None or latest.points is None else (latest.points, latest.reason)
    attempt = queries.counted_attempt(session, submission)
    seen = latest is None or latest.attempt_id == (None if attempt is None else attempt.id)
    return now != (mark.points, mark.reason if mark.points is not None else "") or not seen


def _replace_comment(
    session: Session,
    submission: models.Submission,
    question: models.Question | None,
    mark: Mark,
    author: str,
) -> None:
    """Let another text, or none, stand in the place of a comment.

    Raises:
        UsageError: there is no such comment, or there are several and none is named.
    """
    found = _comments(session, submission)
    if mark.replaces is not None:
        old = next((row for row in found if row.id == mark.replaces), None)
        if old is None:
            raise UsageError(
                f"{mark.student} has no comment {mark.replaces}",
                hint=f"It may have been replaced: autograder mark {submission.assignment.name}"
                f" --list --student {mark.student}",
            )
    else:
        here = [row for row in found if row.question is question]
        where = f"on {mark.question}" if mark.question else "on the whole submission"
        if not here:
            raise UsageError(f"{mark.student} has no comment {where}")
        if len(here) > 1:
            ids = ", ".join(str(row.id) for row in here)
            hint = f"Say which one: --replace-comment ID, of {ids}."
            raise UsageError(f"{mark.student} has several comments {where}", hint=hint)
        old = here[0]
    text = "" if mark.withdraw_comment else mark.comment
    add_comment(session, submission, old.question, text, author=author, replaces=old.id)


def _comments(session: Session, submission: models.Submission) -> list[models.Comment]:
    """The comments of the submission that count."""
    rows_ = session.scalars(select(models.Comment).filter_by(submission_id=submission.id)).all()
    return queries.current_comments(list(rows_))


def _has_comment(
    session: Session,
    submission: models.Submission,
    question: models.Question | None,
    text: str,
) -> bool:
    found = _comments(session, submission)
    return any(row.text == text and row.question is question for row in found)
