"""What a person adds to a submission: points and comments. Inside a writer's transaction."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.gradebook import models, queries, rows
from autograder.gradebook.values import Mark, Marked, Replaced
from autograder.people import but_for_zeros, composed, some_of
from autograder.suggest import did_you_mean


def add_adjustment(
    session: Session,
    submission: models.Submission,
    question: models.Question,
    points: float | None,
    *,
    attempt: models.Attempt | None,
    author: str,
    reason: str,
    above_maximum: bool = False,
) -> models.Adjustment:
    """Give `points`; None takes an earlier adjustment back.

    Args:
        attempt: what the person was looking at.

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
    row = models.Adjustment(
        submission_id=submission.id,
        question_id=question.id,
        attempt_id=None if attempt is None else attempt.id,
        points=points,
        author=author,
        reason=reason,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    return row


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
    row = _comment(submission, question, text, author, replaces)
    session.add(row)
    session.flush()
    return row.id


def _comment(
    submission: models.Submission,
    question: models.Question | None,
    text: str,
    author: str,
    replaces: int | None = None,
) -> models.Comment:
    return models.Comment(
        submission_id=submission.id,
        question=question,
        replaces_id=replaces,
        author=author,
        text=text,
        created_at=datetime.now(UTC),
    )


def apply(
    session: Session,
    assignment: str,
    marks: Sequence[Mark],
    *,
    author: str,
    above_maximum: bool,
    replace: bool,
) -> Marked:
    """Add what is new in `marks`, with the same few queries for one as for a whole class.

    Raises:
        UsageError: a mark does not fit the assignment, or contradicts an earlier one; says where
            it stands. Without `replace`: points would change that another author gave for the
            same attempt.
    """
    known = _Known(session, rows.known_assignment(session, assignment), marks)
    added = 0
    given: dict[tuple[int, int], Mark] = {}
    replaced: list[Replaced] = []
    for mark in marks:
        try:
            work = known.work(mark.student)
            question = known.question(mark.question)
            if mark.points is not None or mark.withdraw:
                if question is None:
                    raise UsageError("points are for a question", hint="Name the question's id.")
                _check_agrees(given.setdefault((work.submission.id, question.id), mark), mark)
                before = work.adjustments.get(question.id)
                if _differs(before, work.shown, mark):
                    work.adjustments[question.id] = add_adjustment(
                        session,
                        work.submission,
                        question,
                        mark.points,
                        attempt=work.shown,
                        author=author,
                        reason=mark.reason,
                        above_maximum=above_maximum,
                    )
                    added += 1
                    replaced += _replaced(before, work.shown, mark)
            if mark.replaces is not None or mark.withdraw_comment:
                session.flush()  # one that was written just now has no id before
                old = _named_comment(known, work, question, mark)
                text = "" if mark.withdraw_comment else mark.comment
                new = _comment(work.submission, old.question, text, author, replaces=old.id)
                session.add(new)
                work.comments.remove(old)
                work.comments.extend([new] if text else [])
                added += 1
            elif mark.comment and not _has_comment(work, question, mark.comment):
                new = _comment(work.submission, question, mark.comment, author)
                session.add(new)
                work.comments.append(new)
                added += 1
        except UsageError as error:
            place = f"{mark.where}: " if mark.where else ""
            raise UsageError(f"{place}{error.message}", hint=error.hint) from None
    if not replace:
        _check_others(replaced, author)
    return Marked(added=added, replaced=tuple(replaced))


class _Work(NamedTuple):
    """What one student handed in, and what people gave for it: this counts, and is kept so."""

    submission: models.Submission
    shown: models.Attempt | None
    adjustments: dict[int, models.Adjustment]
    """By question."""
    comments: list[models.Comment]


class _Known:
    """What the gradebook knows of an assignment, collected once for all `marks`."""

    def __init__(
        self, session: Session, assignment: models.Assignment, marks: Sequence[Mark]
    ) -> None:
        self.assignment = assignment
        self._session = session
        self._questions = queries.active_questions(session, assignment)
        found = session.execute(select(models.Student.name, models.Student.id)).all()
        self._students = {name: key for name, key in found}
        self._spellings: dict[str, int] = {}
        for name, key in sorted(found, key=lambda row: row.id):
            self._spellings.setdefault(composed(name), key)
        # On PostgreSQL two people with a sheet take turns here; SQLite has one writer anyway.
        submissions = session.scalars(
            select(models.Submission)
            .where(models.Submission.assignment_id == assignment.id)
            .order_by(models.Submission.id)
            .with_for_update()
        ).all()
        by_student = {submission.student_id: submission for submission in submissions}
        named = {self._id(mark.student) for mark in marks}
        only = [row.id for key, row in by_student.items() if key in named]
        collected = queries.collect(session, assignment, only[0] if len(only) == 1 else None)
        self._works = {
            key: _Work(
                submission,
                collected[submission.id].shown,
                {row.question_id: row for row in collected[submission.id].adjustments},
                queries.current_comments(collected[submission.id].comments),
            )
            for key, submission in by_student.items()
        }

    def _id(self, student: str) -> int | None:
        """The student of that login, preferably spelled exactly so: see `rows.named`."""
        return self._students.get(student, self._spellings.get(composed(student)))

    def work(self, student: str) -> _Work:
        """What that student handed in, or a `UsageError`."""
        key = self._id(student)
        work = None if key is None else self._works.get(key)
        if work is not None and work.shown is not None:
            return work
        name = self.assignment.name
        if key is None:
            names = self._who_submitted()
            hint = did_you_mean(student, names)
            if meant := but_for_zeros(student, names):
                hint = (
                    f"Did you mean {meant!r}? A spreadsheet program drops leading zeros: write the"
                    " logins in full, in a column that is formatted as text."
                )
        else:
            # In the roster, or known for another assignment or a due date of their own.
            command = f"autograder grade {shlex.quote(name)} --student {shlex.quote(student)}"
            hint = (
                "Points belong to something that was handed in. For an oral exam or work on paper,"
                f" copy the release to {student}/{name} among the submissions, type `{command}`,"
                " and give the points then."
            )
        raise UsageError(f"{student} has submitted nothing for {name}", hint=hint)

    def _who_submitted(self) -> Sequence[str]:
        return self._session.scalars(
            select(models.Student.name)
            .join(models.Submission, models.Submission.student_id == models.Student.id)
            .join(models.Attempt, models.Attempt.submission_id == models.Submission.id)
            .where(models.Submission.assignment_id == self.assignment.id)
            .distinct()
        ).all()

    def question(self, name: str) -> models.Question | None:
        """The question called `name`: its id, or notebook/id; None for the whole submission."""
        if not name:
            return None
        active = self._questions
        found = [row for row in active if name in (row.grade_id, f"{row.notebook}/{row.grade_id}")]
        if len(found) == 1:
            return found[0]
        if found:
            both = ", ".join(f"{row.notebook}/{row.grade_id}" for row in found)
            raise UsageError(f"{name!r} is in several notebooks", hint=f"Say which one: {both}.")
        hint = did_you_mean(name, (row.grade_id for row in active))
        raise UsageError(f"{self.assignment.name} has no question {name!r}", hint=hint)


def _check_agrees(first: Mark, mark: Mark) -> None:
    """Refuse other points than an earlier line gives for the same answer: which are meant?"""
    if first is not mark and first.points != mark.points:
        what = ["none" if item.points is None else f"{item.points:g}" for item in (first, mark)]
        raise UsageError(
            f"{mark.question} of {mark.student}: {what[1]} points, but {what[0]}"
            f" {f'in {first.where}' if first.where else 'before'}",
            hint="Keep one of them.",
        )


def _differs(latest: models.Adjustment | None, shown: models.Attempt | None, mark: Mark) -> bool:
    """Whether `mark` says something else than the adjustment that counts."""
    now = (None, "") if latest is None or latest.points is None else (latest.points, latest.reason)
    seen = latest is None or latest.attempt_id == (None if shown is None else shown.id)
    return now != (mark.points, mark.reason if mark.points is not None else "") or not seen


def _replaced(
    before: models.Adjustment | None, shown: models.Attempt | None, mark: Mark
) -> list[Replaced]:
    """What of `before` is lost by `mark`: points, or their reason; empty if nothing is."""
    if before is None or before.points is None:
        return []
    if before.points == mark.points and before.reason in ("", mark.reason):
        return []
    return [
        Replaced(
            student=mark.student,
            question=mark.question,
            points=mark.points,
            before=before.points,
            author=before.author,
            reason=before.reason,
            earlier=before.attempt_id != (None if shown is None else shown.id),
        )
    ]


def _check_others(replaced: Sequence[Replaced], author: str) -> None:
    """Refuse other points than another author gave for the same attempt.

    A sheet holds what was open when it was written: somebody else has decided since.
    """
    found = [
        str(item)
        for item in replaced
        if item.author != author and item.points != item.before and not item.earlier
    ]
    if found:
        raise UsageError(
            f"another person gave other points: {some_of(found, '; ')}",
            hint="Nothing was stored. Take these lines out, or add --replace-points.",
        )


def _named_comment(
    known: _Known, work: _Work, question: models.Question | None, mark: Mark
) -> models.Comment:
    """The comment in whose place `mark` puts another one, or none.

    Raises:
        UsageError: there is no such comment, or there are several and none is named.
    """
    where = f"on {mark.question}" if mark.question else "on the whole submission"
    if mark.replaces is not None:
        old = next((row for row in work.comments if row.id == mark.replaces), None)
        if old is None:
            command = f"autograder mark {shlex.quote(known.assignment.name)} --list"
            raise UsageError(
                f"{mark.student} has no comment {mark.replaces}",
                hint=f"It may have been replaced: {command} --student {shlex.quote(mark.student)}",
            )
        if question is not None and old.question is not question:
            raise UsageError(
                f"comment {mark.replaces} of {mark.student} is not {where}",
                hint="Leave --question away: the new text stands where the old one stood.",
            )
        return old
    here = [row for row in work.comments if row.question is question]
    if not here:
        raise UsageError(f"{mark.student} has no comment {where}")
    if len(here) > 1:
        ids = ", ".join(str(row.id) for row in here)
        hint = f"Say which one: --replace-comment ID, of {ids}."
        raise UsageError(f"{mark.student} has several comments {where}", hint=hint)
    return here[0]


def _has_comment(work: _Work, question: models.Question | None, text: str) -> bool:
    return any(row.text == text and row.question is question for row in work.comments)
