"""The gradebook's interface: open it, write to it, ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from autograder.errors import UsageError
from autograder.gradebook import extensions, marking, models, queries, removal, rows
from autograder.gradebook.database import Database
from autograder.gradebook.values import (
    AdjustmentRow,
    AssignmentRow,
    AttemptRow,
    ExtensionRow,
    Holdings,
    Mark,
    Marked,
    QuestionRow,
    RunFiles,
    RunId,
    RunRow,
    StudentRow,
    SubmissionSummary,
)
from autograder.late import LatePolicy
from autograder.results import Outcome, Status


class Gradebook(Database):
    """A course's gradebook. A context manager; safe to share between threads.

    Each method is one transaction. All may raise `StorageError` (the disk is full, another program
    keeps the lock, the file is damaged); nothing of the method's work is stored then.

    >>> with Gradebook.open("sqlite://") as gradebook:
    ...     gradebook.register_assignment("demo", [])
    ...     [assignment.name for assignment in gradebook.assignments()]
    ['demo']
    """

    # -- students and assignments ------------------------------------------------------------

    def save_students(self, students: Iterable[StudentRow]) -> None:
        """Add students, or change the name and address of those that are there."""
        with self._write() as session:
            for student in students:
                row = rows.student(session, student.name)
                row.first_name, row.last_name = student.first_name, student.last_name
                row.email = student.email

    def students(self) -> list[StudentRow]:
        """All students, by login."""
        with self._read() as session:
            found = session.scalars(select(models.Student).order_by(models.Student.name))
            return [queries.student_value(row) for row in found]

    def holdings(self, student: str) -> Holdings:
        """What is kept of a student.

        Raises:
            UsageError: there is none of that login.
        """
        with self._read() as session:
            return removal.holdings(session, student)

    def remove_students(self, names: Iterable[str], *, files: Callable[[], None]) -> None:
        """Delete students and all that is kept of their work: everybody of `names`, or nobody.

        Args:
            files: deletes their files. It is called when the database has agreed, and before that
                is final: whatever stops it, the same call can be repeated.

        Raises:
            UsageError: there is none of a login.
        """
        with self._write() as session:
            for name in names:
                removal.remove(session, name)
            files()

    def register_assignment(
        self,
        name: str,
        questions: Sequence[QuestionRow],
        *,
        title: str = "",
        due: datetime | None = None,
        late: LatePolicy | None = None,
    ) -> None:
        """Bring the assignment to what the source says; questions that left it stop counting."""
        with self._write() as session:
            assignment = rows.assignment(session, name)
            rows.set_terms(assignment, title, due, late or LatePolicy())
            rows.set_questions(session, assignment, questions)

    def set_terms(self, name: str, title: str, due: datetime | None, late: LatePolicy) -> None:
        """Bring title, due date and late policy of an assignment to what the source says now.

        Raises:
            UsageError: there is none of that name.
        """
        with self._write() as session:
            rows.set_terms(rows.known_assignment(session, name), title, due, late)

    def assignment_seed(self, name: str) -> int:
        """The assignment's secret, 0 to 2⁶³ - 1: drawn when first needed, the same ever after."""
        with self._write() as session:
            return rows.assignment(session, name).seed

    def assignments(self) -> list[AssignmentRow]:
        """All assignments, by name."""
        with self._read() as session:
            found = session.scalars(select(models.Assignment).order_by(models.Assignment.name))
            return [queries.assignment_value(session, row) for row in found]

    def assignment(self, name: str) -> AssignmentRow:
        """One assignment.

        Raises:
            UsageError: there is none of that name.
        """
        with self._read() as session:
            return queries.assignment_value(session, rows.known_assignment(session, name))

    def release_feedback(self, name: str, *, at: datetime | None) -> None:
        """Let students see what waits for release; None takes the release back."""
        with self._write() as session:
            rows.known_assignment(session, name).released_at = at

    # -- attempts and runs ---------------------------------------------------------------------

    def save_attempt(
        self,
        *,
        assignment: str,
        student: str,
        sha256: str,
        received_at: datetime,
        source_path: str = "",
    ) -> AttemptRow:
        """Record an upload that waits for its examination; the same upload twice is one attempt."""
        rows.check_aware(received_at)
        with self._write() as session:
            submission = rows.submission(session, assignment, student)
            row = rows.attempt(session, submission, sha256, received_at, source_path)
            return queries.attempt_value(row)

    def save_run(
        self,
        *,
        assignment: str,
        student: str,
        sha256: str,
        received_at: datetime,
        examination_key: str,
        outcome: Outcome,
        started: datetime,
        finished: datetime,
        artifacts: RunFiles,
        source_path: str = "",
        repeat: bool = False,
    ) -> RunId:
        """Store one examination: the attempt if it is new, the run, and its results.

        If another grader stored a finished run of the same attempt under the same key in the
        meantime, and none since, that one stands and its id is returned, unless `repeat`.

        Args:
            sha256: hash of what was submitted, in hexadecimal.
            received_at: when the server got it (aware); the file's time only where nothing
                better is known.
            examination_key: hash of all that may change a verdict (tests, seed, image, limits).
            artifacts: paths relative to the course's state folder.
        """
        rows.check_aware(received_at)
        with self._write() as session:
            submission = rows.submission(session, assignment, student)
            attempt = rows.attempt(session, submission, sha256, received_at, source_path)
            if not repeat and outcome.status is not Status.NOT_GRADED:
                earlier = rows.finished_run(session, attempt, examination_key)
                if earlier is not None:
                    return RunId(earlier.id)
            run = rows.add_run(
                session,
                attempt,
                examination_key,
                outcome,
                started=started,
                finished=finished,
                artifacts=artifacts,
            )
            rows.add_results(session, submission.assignment, run, outcome.results)
            return RunId(run.id)

    def finished_run(
        self,
        assignment: str,
        student: str,
        sha256: str,
        examination_key: str,
        *,
        received_at: datetime | None = None,
    ) -> RunRow | None:
        """The latest run of this content, if it was made under this key and need not be repeated.

        Runs that are `not_graded` do not count, and one under this key does not if there is a
        later one under another: then tests or seed have been changed and changed back. With
        `received_at`, only the attempt received then is looked at: a student who goes back to an
        earlier version has made a new attempt.
        """
        query = queries.select_runs(assignment, student).where(
            models.Attempt.sha256 == sha256, models.Run.status != Status.NOT_GRADED
        )
        with self._read() as session:
            if received_at is not None:
                attempt = rows.find_attempt(session, assignment, student, sha256, received_at)
                if attempt is None:
                    return None
                query = query.where(models.Attempt.id == attempt.id)
            latest = next(reversed(queries.runs(session, query)), None)
            return latest if latest and latest.examination_key == examination_key else None

    def run(self, run_id: RunId) -> RunRow:
        """One run.

        Raises:
            UsageError: there is none of that id.
        """
        with self._read() as session:
            found = queries.runs(session, select(models.Run).where(models.Run.id == run_id))
            if not found:
                raise UsageError(f"no run {run_id} in {self.where}")
            return found[0]

    def runs(self, assignment: str, student: str) -> list[RunRow]:
        """Every examination of a student's work on an assignment, oldest first."""
        with self._read() as session:
            return queries.runs(session, queries.select_runs(assignment, student))

    # -- what people add -----------------------------------------------------------------------

    def adjust(
        self,
        *,
        assignment: str,
        student: str,
        notebook: str,
        grade_id: str,
        points: float | None,
        author: str,
        reason: str,
        above_maximum: bool = False,
    ) -> None:
        """Give `points` for a question, from now on and across runs; None takes that back.

        Raises:
            UsageError: there is no such question; there are no points like that.
        """
        with self._write() as session:
            submission = rows.known_submission(session, assignment, student)
            question = rows.known_question(session, submission.assignment, notebook, grade_id)
            marking.add_adjustment(
                session,
                submission,
                question,
                points,
                # What a person sees, even if a newer attempt waits for its examination.
                attempt=queries.shown_attempt(session, submission),
                author=author,
                reason=reason,
                above_maximum=above_maximum,
            )

    def adjustments(self, assignment: str, student: str) -> list[AdjustmentRow]:
        """Every adjustment of a submission, superseded ones included, oldest first."""
        with self._read() as session:
            submission = rows.known_submission(session, assignment, student)
            return queries.adjustments(session, submission)

    def comment(
        self,
        *,
        assignment: str,
        student: str,
        text: str,
        author: str,
        notebook: str = "",
        grade_id: str = "",
        replaces: int | None = None,
    ) -> int:
        """Write to the student; return the comment's id.

        On a question, or on the whole submission without `grade_id`. `replaces` is the id of a
        comment of the same submission that is no longer shown; an empty text only takes it back.

        Raises:
            UsageError: there is no such submission, question or comment.
        """
        with self._write() as session:
            submission = rows.known_submission(session, assignment, student)
            question = (
                rows.known_question(session, submission.assignment, notebook, grade_id)
                if grade_id
                else None
            )
            return marking.add_comment(
                session, submission, question, text, author=author, replaces=replaces
            )

    def mark(
        self,
        assignment: str,
        marks: Sequence[Mark],
        *,
        author: str,
        above_maximum: bool = False,
        replace: bool = True,
    ) -> Marked:
        """Give the points and write the comments of `marks`: all, or none if one does not fit.

        What the gradebook says already is not stored again, so that a sheet can be handed in
        twice.

        Args:
            replace: whether points may change that another author gave for the same attempt.

        Raises:
            UsageError: a mark names nobody who submitted, no question, or no possible points;
                without `replace`, points of others would change.
        """
        with self._write() as session:
            return marking.apply(
                session,
                assignment,
                marks,
                author=author,
                above_maximum=above_maximum,
                replace=replace,
            )

    def extend(
        self, *, assignment: str, student: str, due: datetime, author: str, reason: str = ""
    ) -> None:
        """Give a student a due date of their own (aware), before or after they submit."""
        with self._write() as session:
            submission = rows.submission(session, assignment, student)
            extensions.add(session, submission, due, author=author, reason=reason)

    def withdraw_extension(
        self, *, assignment: str, student: str, author: str, reason: str = ""
    ) -> None:
        """Take a student's own due date back: that of the assignment counts again.

        Raises:
            UsageError: there is no such assignment, or the student has no due date of their own.
        """
        with self._write() as session:
            extensions.withdraw(session, assignment, student, author=author, reason=reason)

    def extensions(self, assignment: str) -> dict[str, ExtensionRow]:
        """The due dates of students' own that count, by login; none of an unknown assignment."""
        with self._read() as session:
            return extensions.current(session, assignment)

    # -- scores --------------------------------------------------------------------------------

    def submissions(self, assignment: str) -> list[SubmissionSummary]:
        """Every student's submission as it counts now, by login; who never submitted is left out.

        Raises:
            UsageError: there is no such assignment.
        """
        with self._read() as session:
            found = queries.summaries(session, rows.known_assignment(session, assignment))
            return [summary for summary in found if summary.attempt is not None]

    def submission(self, assignment: str, student: str) -> SubmissionSummary:
        """One submission as it counts now.

        Raises:
            UsageError: there is no such assignment, or nothing of that student.
        """
        with self._read() as session:
            found = queries.summaries(session, rows.known_assignment(session, assignment), student)
            if not found:
                raise UsageError(f"{student} has submitted nothing for {assignment}")
            return found[0]
