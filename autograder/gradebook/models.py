"""Tables of the gradebook.

Rows of `runs`, `results`, `adjustments`, `comments` and `extensions` are only ever added, but for a
student who is removed with all of them. What a person gave hangs on a submission (a student's work
on an assignment) and a question, never on a run, so that grading again cannot lose it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from autograder.gradebook.columns import CleanText, UtcDateTime
from autograder.results import Status, Verdict


def _names(values: Any) -> list[str]:
    return [member.value for member in values]


class Base(DeclarativeBase):
    """Base of all tables. Constraints have names, so that a migration can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # the name and form are SQLAlchemy's
        datetime: UtcDateTime(),
        str: CleanText(),
        list[str]: JSON(),
        Mapping[str, Any]: JSON(),
        Mapping[str, str]: JSON(),
        Mapping[str, float]: JSON(),
        # Not native enumerations: adding a verdict must not need ALTER TYPE.
        Verdict: Enum(Verdict, native_enum=False, length=32, values_callable=_names),
        Status: Enum(Status, native_enum=False, length=32, values_callable=_names),
    }


class Student(Base):
    """A person whose work is graded. `name` is the login, and the folder of submissions."""

    __tablename__ = "students"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")


class Assignment(Base):
    """An assignment. `seed` is secret and made once: it fixes the random inputs of hidden tests."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    title: Mapped[str] = mapped_column(default="")
    seed: Mapped[int] = mapped_column(BigInteger)
    due: Mapped[datetime | None]
    late: Mapped[Mapping[str, float]] = mapped_column(default=dict, server_default="{}")
    """What is taken off after it: `autograder.late.LatePolicy`."""
    released_at: Mapped[datetime | None]
    """When the feedback was released; hidden verdicts may wait for it."""


class Question(Base):
    """A graded cell. A question that left the assignment is kept, with `active` false."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("assignment_id", "notebook", "grade_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    notebook: Mapped[str] = mapped_column(String(255))
    grade_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str]
    maximum: Mapped[float]
    manual: Mapped[bool]
    hidden: Mapped[bool]
    heading: Mapped[str] = mapped_column(default="", server_default="")
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Submission(Base):
    """All the work of one student on one assignment; attempts and people's marks hang on it."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("assignment_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    student: Mapped[Student] = relationship()
    assignment: Mapped[Assignment] = relationship()


class Attempt(Base):
    """One upload. `sha256` is over its content; `received_at` is the server's clock."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("submission_id", "received_at", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    source_path: Mapped[str] = mapped_column(default="")
    submission: Mapped[Submission] = relationship()


class Run(Base):
    """One examination of one attempt. Paths are relative to the course's state folder."""

    __tablename__ = "runs"
    __table_args__ = (Index(None, "attempt_id", "examination_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    examination_key: Mapped[str] = mapped_column(String(255))
    status: Mapped[Status]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    seconds: Mapped[float]
    cpu_seconds: Mapped[float | None]
    peak_memory_bytes: Mapped[int | None] = mapped_column(BigInteger)
    budgets: Mapped[Mapping[str, float]] = mapped_column(server_default="{}")
    """Fraction of each limit that was used, by name; empty for runs before it was noted."""
    environment: Mapped[Mapping[str, Any]]
    flags: Mapped[list[str]]
    error: Mapped[str]
    record_path: Mapped[str]
    notebook_paths: Mapped[Mapping[str, str]]
    """Executed notebook by the notebook's stem."""
    attempt: Mapped[Attempt] = relationship()


class Result(Base):
    """The verdict of one run on one question."""

    __tablename__ = "results"
    __table_args__ = (UniqueConstraint("run_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    title: Mapped[str]
    points: Mapped[float | None]
    maximum: Mapped[float]
    verdict: Mapped[Verdict]
    seconds: Mapped[float]
    message: Mapped[str]
    detail: Mapped[str]
    hidden: Mapped[bool]
    manual: Mapped[bool]
    resources: Mapped[Mapping[str, Any]]
    question: Mapped[Question] = relationship()


class Adjustment(Base):
    """Points that a person gave; the latest of a submission and question counts.

    `points` is null when the person took an earlier adjustment back. `attempt_id` says which
    attempt the person was looking at.
    """

    __tablename__ = "adjustments"
    __table_args__ = (Index(None, "submission_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempts.id"))
    points: Mapped[float | None]
    author: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    question: Mapped[Question] = relationship()


class Comment(Base):
    """What a person wrote to the student, on a question or (null) on the whole submission."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    author: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]
    question: Mapped[Question | None] = relationship()


class Extension(Base):
    """A due date of one student's own; the latest counts.

    `withdrawn` says that the student has none any more; `due` is then the one that was taken back.
    """

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    due: Mapped[datetime]
    author: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())


class Migration(Base):
    """A migration that was applied to this database."""

    __tablename__ = "migrations"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(255))
    applied_at: Mapped[datetime]
