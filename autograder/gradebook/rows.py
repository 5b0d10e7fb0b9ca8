"""Finding rows, and making those that are missing. For use inside a writer's transaction."""

from __future__ import annotations

import secrets
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from autograder.errors import UsageError
from autograder.gradebook import models
from autograder.gradebook.values import QuestionRow, RunFiles
from autograder.late import LatePolicy
from autograder.results import Outcome, Status, TestResult
from autograder.suggest import did_you_mean

Row = TypeVar("Row", bound=models.Base)


def _find_or_add(session: Session, table: type[Row], new: Row, **key: object) -> Row:
    """The row with `key`, or `new` once it is in the table.

    Between the look and the insertion another process may add the same row (on PostgreSQL;
    SQLite has one writer); the unique constraint then sends us back to look again.
    """
    query = select(table).filter_by(**key)
    found = session.scalars(query).one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        return session.scalars(query).one()
    return new


def named(name: str) -> ColumnElement[bool]:
    """Whether a student is the one of that login, stored with composed letters or with accents.

    An exact match is preferred: older gradebooks may hold both as two students.
    """
    spellings = {name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)}
    if len(spellings) == 1:
        return models.Student.name == name
    other = aliased(models.Student)
    best = (
        select(other.name)
        .where(other.name.in_(spellings))
        .order_by(case((other.name == name, 0), else_=1), other.id)
        .limit(1)
        .scalar_subquery()
    )
    return models.Student.name == best


def student(session: Session, name: str) -> models.Student:
    """The student of that login, made if missing."""
    found = session.scalars(select(models.Student).where(named(name))).one_or_none()
    return found or _find_or_add(session, models.Student, models.Student(name=name), name=name)


def assignment(session: Session, name: str) -> models.Assignment:
    """The assignment of that name, made (with its secret seed) if missing."""
    new = models.Assignment(name=name, seed=secrets.randbits(63))
    return _find_or_add(session, models.Assignment, new, name=name)


def known_assignment(session: Session, name: str) -> models.Assignment:
    """The assignment of that name, or a `UsageError`."""
    found = session.scalars(select(models.Assignment).filter_by(name=name)).one_or_none()
    if found is None:
        names = session.scalars(select(models.Assignment.name)).all()
        meant = f"{did_you_mean(name, names)} " if names else ""
        hint = f"{meant}If nothing of it was graded yet, type: autograder grade {shlex.quote(name)}"
        raise UsageError(f"the gradebook has no assignment {name!r}", hint=hint)
    return found


def submission(session: Session, assignment_name: str, student_name: str) -> models.Submission:
    """The student's work on the assignment, made if missing, and locked until the commit."""
    work = assignment(session, assignment_name)
    person = student(session, student_name)
    new = models.Submission(assignment=work, student=person)
    found = _find_or_add(
        session, models.Submission, new, assignment_id=work.id, student_id=person.id
    )
    # On PostgreSQL two graders of one student take turns here; SQLite has one writer anyway.
    session.refresh(found, with_for_update=True)
    return found


def known_submission(
    session: Session, assignment_name: str, student_name: str
) -> models.Submission:
    """The student's work on the assignment, or a `UsageError`."""
    work = known_assignment(session, assignment_name)
    found = session.scalars(
        select(models.Submission)
        .join(models.Submission.student)
        .where(models.Submission.assignment_id == work.id, named(student_name))
    ).one_or_none()
    if found is None:
        raise UsageError(f"{student_name} has submitted nothing for {assignment_name}")
    return found


def known_question(
    session: Session, work: models.Assignment, notebook: str, grade_id: str
) -> models.Question:
    """The question of that notebook and id, or a `UsageError`."""
    query = select(models.Question).filter_by(assignment_id=work.id)
    found = session.scalars(query.filter_by(notebook=notebook, grade_id=grade_id)).one_or_none()
    if found is None:
        names = [f"{row.notebook}/{row.grade_id}" for row in session.scalars(query)]
        wanted = f"{notebook}/{grade_id}"
        raise UsageError(
            f"{work.name} has no question {wanted!r}", hint=did_you_mean(wanted, names)
        )
    return found


def known_comment(session: Session, work: models.Submission, comment_id: int) -> models.Comment:
    """The comment of that id on this submission, or a `UsageError`."""
    found = session.get(models.Comment, comment_id)
    if found is None or found.submission_id != work.id:
        raise UsageError(f"the submission has no comment {comment_id}")
    return found


def set_terms(work: models.Assignment, title: str, due: datetime | None, late: LatePolicy) -> None:
    """What it is called, until when students may submit, and what is taken off after that."""
    work.title, work.due, work.late = title, due, late.as_dict()


def set_questions(
    session: Session, work: models.Assignment, questions: Sequence[QuestionRow]
) -> None:
    """Make `questions` those in use, in this order."""
    existing = {
        (row.notebook, row.grade_id): row
        for row in session.scalars(select(models.Question).filter_by(assignment_id=work.id))
    }
    for row in existing.values():
        row.active = False
    for position, question in enumerate(questions):
        key = (question.notebook, question.grade_id)
        row = existing.get(key) or models.Question(
            assignment_id=work.id, notebook=question.notebook, grade_id=question.grade_id
        )
        row.title, row.maximum = question.title, question.maximum
        row.manual, row.hidden = question.manual, question.hidden
        row.heading = question.heading
        row.position, row.active = position, True
        session.add(row)
    session.flush()


def attempts(session: Session, work: models.Submission) -> list[models.Attempt]:
    """All attempts, in the order they were received."""
    return list(
        session.scalars(
            select(models.Attempt)
            .filter_by(submission_id=work.id)
            .order_by(models.Attempt.received_at, models.Attempt.id)
        )
    )


def same_attempt(
    known: Sequence[models.Attempt], sha256: str, received_at: datetime
) -> models.Attempt | None:
    """The one of `known` (in order of time) that this upload is, or None if it is a new one.

    The neighbours in time decide: the same content again, with nothing else in between, is the
    same attempt, even if a copy changed the file's time. A, B, A are three attempts.
    """
    before = [row for row in known if row.received_at <= received_at]
    after = known[len(before) :]
    for neighbour in (*before[-1:], *after[:1]):
        if neighbour.sha256 == sha256:
            return neighbour
    return None


def find_attempt(
    session: Session, assignment_name: str, student_name: str, sha256: str, received_at: datetime
) -> models.Attempt | None:
    """The attempt that this upload is, if it is known."""
    found = session.scalars(
        select(models.Attempt)
        .join(models.Attempt.submission)
        .join(models.Submission.student)
        .join(models.Submission.assignment)
        .where(models.Assignment.name == assignment_name, named(student_name))
        .order_by(models.Attempt.received_at, models.Attempt.id)
    ).all()
    return same_attempt(found, sha256, received_at.astimezone(UTC))


def check_aware(received_at: datetime) -> None:
    """Raise `ValueError` for a time without a zone, which nobody could compare with others."""
    if received_at.tzinfo is None:
        message = f"{received_at!r} has no time zone"
        raise ValueError(message)


def attempt(
    session: Session, work: models.Submission, sha256: str, received_at: datetime, path: str
) -> models.Attempt:
    """The attempt that this upload is, made if it is new."""
    found = same_attempt(attempts(session, work), sha256, received_at.astimezone(UTC))
    if found is None:
        found = models.Attempt(
            submission_id=work.id, sha256=sha256, received_at=received_at, source_path=path
        )
        session.add(found)
        session.flush()
        session.refresh(found)
    return found


def finished_run(session: Session, of: models.Attempt, examination_key: str) -> models.Run | None:
    """The latest finished run of the attempt, if it was made under this key."""
    latest = session.scalars(
        select(models.Run)
        .where(models.Run.attempt_id == of.id, models.Run.status != Status.NOT_GRADED)
        .order_by(models.Run.id.desc())
        .limit(1)
    ).one_or_none()
    return latest if latest is not None and latest.examination_key == examination_key else None


def add_run(
    session: Session,
    of: models.Attempt,
    examination_key: str,
    outcome: Outcome,
    *,
    started: datetime,
    finished: datetime,
    artifacts: RunFiles,
) -> models.Run:
    """Store one examination of the attempt, without its results."""
    run = models.Run(
        attempt=of,
        examination_key=examination_key,
        status=outcome.status,
        started_at=started,
        finished_at=finished,
        seconds=outcome.seconds,
        cpu_seconds=outcome.cpu_seconds,
        peak_memory_bytes=outcome.peak_memory_bytes,
        budgets=outcome.budgets,
        environment=outcome.environment,
        flags=list(outcome.flags),
        error=outcome.error,
        record_path=artifacts.record,
        notebook_paths=artifacts.notebooks,
    )
    session.add(run)
    session.flush()
    return run


def add_results(
    session: Session, work: models.Assignment, run: models.Run, results: Iterable[TestResult]
) -> None:
    """Store `results` of `run`; a question that nobody registered is made from its result."""
    known = {
        (row.notebook, row.grade_id): row
        for row in session.scalars(select(models.Question).filter_by(assignment_id=work.id))
    }
    position = max((row.position for row in known.values()), default=-1)
    for result in results:
        question = known.get((result.notebook, result.test))
        if question is None:
            position += 1
            question = models.Question(
                assignment_id=work.id,
                notebook=result.notebook,
                grade_id=result.test,
                title=result.title,
                maximum=result.maximum,
                manual=result.manual,
                hidden=result.hidden,
                position=position,
                active=True,
            )
            session.add(question)
        session.add(
            models.Result(
                run_id=run.id,
                question=question,
                title=result.title,
                points=result.points,
                maximum=result.maximum,
                verdict=result.verdict,
                seconds=result.seconds,
                message=result.message,
                detail=result.detail,
                hidden=result.hidden,
                manual=result.manual,
                resources=result.resources,
            )
        )
    session.flush()
