"""Taking students out of the gradebook, with all that is kept of their work.

Inside a writer's transaction. It is the only place where rows of attempts, runs, results and of
what people gave are ever deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.gradebook import models, queries, rows
from autograder.gradebook.values import Holdings
from autograder.suggest import did_you_mean


def known_student(session: Session, name: str) -> models.Student:
    """The student of that login, or a `UsageError`."""
    found = session.scalars(select(models.Student).where(rows.named(name))).one_or_none()
    if found is None:
        names = session.scalars(select(models.Student.name)).all()
        hint = did_you_mean(name, names) if names else "It knows nobody yet."
        raise UsageError(f"the gradebook knows no student {name!r}", hint=hint)
    return found


def _owned(student: models.Student) -> Mapping[type[models.Base], Select[Any]]:
    """The ids of all rows of the student by table, in an order in which they can be deleted."""
    submissions = select(models.Submission.id).where(models.Submission.student_id == student.id)
    attempts = select(models.Attempt.id).where(models.Attempt.submission_id.in_(submissions))
    runs = select(models.Run.id).where(models.Run.attempt_id.in_(attempts))
    return {
        models.Result: select(models.Result.id).where(models.Result.run_id.in_(runs)),
        models.Run: runs,
        **{
            table: select(table.id).where(table.submission_id.in_(submissions))
            for table in (models.Adjustment, models.Comment, models.Extension, models.Attempt)
        },
        models.Submission: submissions,
        models.Student: select(models.Student.id).where(models.Student.id == student.id),
    }


_SHOWN: Final = (
    *(models.Submission, models.Attempt, models.Run, models.Result),
    *(models.Adjustment, models.Comment, models.Extension),
)


def holdings(session: Session, name: str) -> Holdings:
    """What is kept of the student of that login, or a `UsageError`."""
    student = known_student(session, name)
    owned = _owned(student)
    work = session.execute(
        select(models.Assignment.name)
        .join(models.Submission, models.Submission.assignment_id == models.Assignment.id)
        .where(models.Submission.student_id == student.id)
        .order_by(models.Assignment.name)
    ).scalars()
    sources = session.scalars(
        select(models.Attempt.source_path).where(models.Attempt.id.in_(owned[models.Attempt]))
    )
    records = session.execute(
        select(models.Run.record_path, models.Run.notebook_paths).where(
            models.Run.id.in_(owned[models.Run])
        )
    )
    return Holdings(
        student=queries.student_value(student),
        assignments=tuple(work),
        counts={
            table.__tablename__: session.scalar(
                select(func.count()).select_from(owned[table].subquery())
            )
            or 0
            for table in _SHOWN
        },
        sources=tuple(sorted({path for path in sources if path})),
        files=tuple(
            sorted({path for record, more in records for path in (record, *more.values()) if path})
        ),
    )


def remove(session: Session, name: str) -> None:
    """Delete the student of that login, and all that is kept of the work, or a `UsageError`."""
    student = known_student(session, name)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # Or what was deleted can be read in the file until something else needs the place.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    # On PostgreSQL a grader that stores a run of the student waits here.
    session.execute(
        select(models.Submission.id)
        .where(models.Submission.student_id == student.id)
        .with_for_update()
    )
    for table, owned in _owned(student).items():
        key: Any = table.__table__.c.id
        session.execute(
            delete(table).where(key.in_(owned)), execution_options={"synchronize_session": False}
        )
