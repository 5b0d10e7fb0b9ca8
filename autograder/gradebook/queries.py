"""Reading the gradebook: rows in, values out. A fixed number of queries, whatever the class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from autograder.gradebook import models
from autograder.gradebook.rows import named
from autograder.gradebook.values import (
    AdjustmentRow,
    AssignmentRow,
    AttemptRow,
    CommentRow,
    ExtensionRow,
    QuestionRow,
    QuestionScore,
    RunFiles,
    RunId,
    RunRow,
    StudentRow,
    SubmissionSummary,
)
from autograder.late import LatePolicy
from autograder.results import Status, TestResult

_CHUNK = 500
"""Ids per query: SQLite allows a limited number of parameters."""


def student_value(row: models.Student) -> StudentRow:
    return StudentRow(
        name=row.name, first_name=row.first_name, last_name=row.last_name, email=row.email
    )


def attempt_value(row: models.Attempt) -> AttemptRow:
    return AttemptRow(sha256=row.sha256, received_at=row.received_at, source_path=row.source_path)


def question_value(row: models.Question) -> QuestionRow:
    return QuestionRow(
        notebook=row.notebook,
        grade_id=row.grade_id,
        title=row.title,
        maximum=row.maximum,
        manual=row.manual,
        hidden=row.hidden,
        heading=row.heading,
    )


def result_value(row: models.Result) -> TestResult:
    return TestResult(
        notebook=row.question.notebook,
        test=row.question.grade_id,
        title=row.title,
        points=row.points,
        maximum=row.maximum,
        verdict=row.verdict,
        seconds=row.seconds,
        message=row.message,
        detail=row.detail,
        hidden=row.hidden,
        manual=row.manual,
        resources=row.resources,
    )


def comment_value(row: models.Comment) -> CommentRow:
    return CommentRow(
        id=row.id,
        notebook="" if row.question is None else row.question.notebook,
        grade_id="" if row.question is None else row.question.grade_id,
        author=row.author,
        text=row.text,
        created_at=row.created_at,
    )


def run_value(row: models.Run, results: Iterable[models.Result]) -> RunRow:
    submission = row.attempt.submission
    return RunRow(
        id=RunId(row.id),
        assignment=submission.assignment.name,
        student=submission.student.name,
        attempt=attempt_value(row.attempt),
        examination_key=row.examination_key,
        status=row.status,
        started_at=row.started_at,
        finished_at=row.finished_at,
        seconds=row.seconds,
        cpu_seconds=row.cpu_seconds,
        peak_memory_bytes=row.peak_memory_bytes,
        budgets=row.budgets,
        environment=row.environment,
        flags=tuple(row.flags),
        error=row.error,
        files=RunFiles(record=row.record_path, notebooks=row.notebook_paths),
        results=tuple(result_value(result) for result in results),
    )


def active_questions(session: Session, assignment: models.Assignment) -> list[models.Question]:
    """The questions in use, in the order of the notebook."""
    return list(
        session.scalars(
            select(models.Question)
            .where(models.Question.assignment_id == assignment.id, models.Question.active)
            .order_by(models.Question.position, models.Question.id)
        )
    )


def assignment_value(session: Session, row: models.Assignment) -> AssignmentRow:
    extended: dict[int, models.Extension] = {}
    for extension in session.scalars(
        select(models.Extension)
        .join(models.Submission, models.Submission.id == models.Extension.submission_id)
        .where(models.Submission.assignment_id == row.id)
        .order_by(models.Extension.id)
    ):
        extended[extension.submission_id] = extension
    dates = [extension.due for extension in extended.values() if not extension.withdrawn]
    return AssignmentRow(
        name=row.name,
        title=row.title,
        due=row.due,
        late=LatePolicy.of(row.late),
        latest_due=None if row.due is None else max([row.due, *dates]),
        released_at=row.released_at,
        questions=tuple(question_value(q) for q in active_questions(session, row)),
    )


def select_runs(assignment: str, student: str) -> Select[models.Run]:
    """A query for the runs of a student's work on an assignment."""
    return (
        select(models.Run)
        .join(models.Run.attempt)
        .join(models.Attempt.submission)
        .join(models.Submission.student)
        .join(models.Submission.assignment)
        .where(models.Assignment.name == assignment, named(student))
    )


def runs(session: Session, query: Select[models.Run]) -> list[RunRow]:
    """The runs of `query` with all that belongs to them, oldest first."""
    found = session.scalars(
        query.options(
            joinedload(models.Run.attempt)
            .joinedload(models.Attempt.submission)
            .options(
                joinedload(models.Submission.student), joinedload(models.Submission.assignment)
            )
        ).order_by(models.Run.id)
    ).all()
    results = _results(session, [run.id for run in found])
    return [run_value(run, results[run.id]) for run in found]


def _results(session: Session, ids: list[int]) -> dict[int, list[models.Result]]:
    grouped: dict[int, list[models.Result]] = defaultdict(list)
    for start in range(0, len(ids), _CHUNK):
        rows = session.scalars(
            select(models.Result)
            .join(models.Result.question)
            .options(contains_eager(models.Result.question))
            .where(models.Result.run_id.in_(ids[start : start + _CHUNK]))
            .order_by(models.Question.position, models.Result.id)
        )
        for row in rows:
            grouped[row.run_id].append(row)
    return grouped


@dataclass
class Work:
    """Rows of one submission, each list oldest first."""

    attempts: list[models.Attempt] = field(default_factory=list)
    runs: list[models.Run] = field(default_factory=list)
    adjustments: list[models.Adjustment] = field(default_factory=list)
    comments: list[models.Comment] = field(default_factory=list)
    extensions: list[models.Extension] = field(default_factory=list)

    @property
    def counted(self) -> models.Run | None:
        """The latest finished run of the latest attempt that has one."""
        finished = [run for run in self.runs if run.status is not Status.NOT_GRADED]
        order = {attempt.id: place for place, attempt in enumerate(self.attempts)}
        return max(finished, key=lambda run: (order[run.attempt_id], run.id), default=None)

    @property
    def shown(self) -> models.Attempt | None:
        """The attempt that reports show: the one whose run counts, or else the latest."""
        if self.counted is not None:
            return self.counted.attempt
        return self.attempts[-1] if self.attempts else None


def shown_attempt(session: Session, submission: models.Submission) -> models.Attempt | None:
    """The attempt of the submission that reports show."""
    return collect(session, submission.assignment, submission.id)[submission.id].shown


def summaries(
    session: Session, assignment: models.Assignment, student: str | None = None
) -> list[SubmissionSummary]:
    """All submissions of `assignment` (or that of `student`), ordered by student."""
    query = (
        select(models.Submission)
        .join(models.Submission.student)
        .options(contains_eager(models.Submission.student))
        .where(models.Submission.assignment_id == assignment.id)
        .order_by(models.Student.name)
    )
    if student is not None:
        query = query.where(named(student))
    submissions = session.scalars(query).all()
    work = collect(session, assignment, submissions[0].id if student and submissions else None)
    counted = {key: rows.counted for key, rows in work.items()}
    results = _results(session, [run.id for run in counted.values() if run is not None])
    questions = active_questions(session, assignment)
    return [
        _summary(
            submission,
            questions,
            work[submission.id],
            run_value(run, results[run.id]) if (run := counted.get(submission.id)) else None,
        )
        for submission in submissions
    ]


def collect(
    session: Session, assignment: models.Assignment, submission_id: int | None
) -> dict[int, Work]:
    """The rows of all submissions (or of one), by submission."""
    work: dict[int, Work] = defaultdict(Work)
    mine = select(models.Submission.id).where(models.Submission.assignment_id == assignment.id)
    if submission_id is not None:
        mine = mine.where(models.Submission.id == submission_id)
    for attempt in session.scalars(
        select(models.Attempt)
        .where(models.Attempt.submission_id.in_(mine))
        .order_by(models.Attempt.received_at, models.Attempt.id)
    ):
        work[attempt.submission_id].attempts.append(attempt)
    for run in session.scalars(
        select(models.Run)
        .join(models.Run.attempt)
        .options(contains_eager(models.Run.attempt))
        .where(models.Attempt.submission_id.in_(mine))
        .order_by(models.Run.id)
    ):
        work[run.attempt.submission_id].runs.append(run)
    for adjustment in session.scalars(
        select(models.Adjustment)
        .options(joinedload(models.Adjustment.question))
        .where(models.Adjustment.submission_id.in_(mine))
        .order_by(models.Adjustment.id)
    ):
        work[adjustment.submission_id].adjustments.append(adjustment)
    for comment in session.scalars(
        select(models.Comment)
        .options(joinedload(models.Comment.question))
        .where(models.Comment.submission_id.in_(mine))
        .order_by(models.Comment.id)
    ):
        work[comment.submission_id].comments.append(comment)
    for extension in session.scalars(
        select(models.Extension)
        .where(models.Extension.submission_id.in_(mine))
        .order_by(models.Extension.id)
    ):
        work[extension.submission_id].extensions.append(extension)
    return work


def _summary(
    submission: models.Submission,
    questions: list[models.Question],
    work: Work,
    run: RunRow | None,
) -> SubmissionSummary:
    comments = current_comments(work.comments)
    latest = {row.question_id: row for row in work.adjustments}
    attempts = {row.id: attempt_value(row) for row in work.attempts}
    results = {} if run is None else {(r.notebook, r.test): r for r in run.results}
    scores = []
    for row in questions:
        result = results.get((row.notebook, row.grade_id))
        given = latest.get(row.id)
        scores.append(
            QuestionScore(
                question=question_value(row),
                result=result,
                adjustment=None
                if given is None or given.points is None
                else adjustment_value(given, attempts),
                comments=tuple(comment_value(c) for c in comments if c.question_id == row.id),
                automatic=_automatic(result, run),
            )
        )
    extension = work.extensions[-1] if work.extensions else None
    if extension is not None and extension.withdrawn:
        extension = None
    return SubmissionSummary(
        assignment=submission.assignment.name,
        student=student_value(submission.student),
        questions=tuple(scores),
        run=run,
        attempt=attempt_value(work.attempts[-1]) if work.attempts else None,
        attempts=len(work.attempts),
        first_received_at=work.attempts[0].received_at if work.attempts else None,
        last_error=_last_error(work),
        comments=tuple(comment_value(c) for c in comments if c.question_id is None),
        extension=None if extension is None else extension_value(extension),
        due=submission.assignment.due if extension is None else extension.due,
        late=LatePolicy.of(submission.assignment.late),
    )


def _automatic(result: TestResult | None, run: RunRow | None) -> float | None:
    if result is not None:
        return result.points
    # An unreadable submission has no results: the student handed in nothing that can be examined.
    return 0.0 if run is not None and run.status is Status.INVALID else None


def _last_error(work: Work) -> str:
    last = work.runs[-1] if work.runs else None
    if last is None or last.status is not Status.NOT_GRADED:
        return ""
    return last.error


def adjustment_value(row: models.Adjustment, attempts: dict[int, AttemptRow]) -> AdjustmentRow:
    return AdjustmentRow(
        notebook=row.question.notebook,
        grade_id=row.question.grade_id,
        points=row.points,
        author=row.author,
        reason=row.reason,
        created_at=row.created_at,
        attempt=None if row.attempt_id is None else attempts[row.attempt_id],
    )


def adjustments(session: Session, submission: models.Submission) -> list[AdjustmentRow]:
    """Every adjustment of the submission, oldest first."""
    attempts = session.scalars(select(models.Attempt).filter_by(submission_id=submission.id))
    known = {row.id: attempt_value(row) for row in attempts}
    found = session.scalars(
        select(models.Adjustment)
        .options(joinedload(models.Adjustment.question))
        .where(models.Adjustment.submission_id == submission.id)
        .order_by(models.Adjustment.id)
    )
    return [adjustment_value(row, known) for row in found]


def extension_value(row: models.Extension) -> ExtensionRow:
    return ExtensionRow(
        due=row.due, author=row.author, reason=row.reason, created_at=row.created_at
    )


def current_comments(rows: list[models.Comment]) -> list[models.Comment]:
    """The comments that were neither replaced nor emptied."""
    replaced = {row.replaces_id for row in rows}
    return [row for row in rows if row.id not in replaced and row.text]
