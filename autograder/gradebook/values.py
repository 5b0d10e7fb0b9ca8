"""What the gradebook takes and gives: plain values, free of any database session."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, NewType

from autograder.late import LatePolicy
from autograder.results import Status, TestResult, Verdict

RunId = NewType("RunId", int)


@dataclass(frozen=True, kw_only=True)
class StudentRow:
    """A student; `name` is the login."""

    name: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""

    @property
    def display_name(self) -> str:
        """First and last name, or the login where neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.name


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What the gradebook keeps of one student."""

    student: StudentRow
    assignments: tuple[str, ...]
    counts: Mapping[str, int]
    """Number of rows by table."""
    sources: tuple[str, ...]
    """Where their attempts came from."""
    files: tuple[str, ...]
    """Files of their runs, relative to the state folder."""


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """A graded cell of an assignment, in the order of the notebook."""

    notebook: str
    grade_id: str
    title: str
    maximum: float
    manual: bool = False
    hidden: bool = False
    heading: str = ""
    """The question that it belongs to, as the notebook calls it; empty if it does not say."""


@dataclass(frozen=True, kw_only=True)
class AssignmentRow:
    """An assignment with the questions that are in use."""

    name: str
    title: str
    due: datetime | None
    released_at: datetime | None
    questions: tuple[QuestionRow, ...]
    latest_due: datetime | None = None
    """The latest due date that anybody has, extensions included."""
    late: LatePolicy = field(default_factory=LatePolicy)
    """What is taken off after a student's due date."""

    @property
    def accepted_until(self) -> datetime | None:
        """Until when somebody's work may still earn points: the latest due date and late days."""
        return None if self.latest_due is None else self.latest_due + self.late.accepted_for

    @property
    def maximum(self) -> float:
        return sum(question.maximum for question in self.questions)


@dataclass(frozen=True, kw_only=True)
class RunFiles:
    """Where a run's files are, relative to the course's state folder, with forward slashes."""

    record: str = ""
    notebooks: Mapping[str, str] = field(default_factory=dict)
    """Executed notebook by the notebook's stem."""

    def __post_init__(self) -> None:
        for text in (self.record, *self.notebooks.values()):
            path = PurePosixPath(text)
            if path.is_absolute() or ".." in path.parts or "\\" in text:
                message = f"{text!r} is not a path relative to the state folder"
                raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    """One upload."""

    sha256: str
    received_at: datetime
    source_path: str = ""


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """One examination, with the result of each question."""

    id: RunId
    assignment: str
    student: str
    attempt: AttemptRow
    examination_key: str
    status: Status
    started_at: datetime
    finished_at: datetime
    seconds: float
    cpu_seconds: float | None
    peak_memory_bytes: int | None
    environment: Mapping[str, Any]
    flags: tuple[str, ...]
    error: str
    files: RunFiles
    results: tuple[TestResult, ...]
    budgets: Mapping[str, float] = field(default_factory=dict)
    """Fraction of each limit that was used, by name, where known."""


@dataclass(frozen=True, kw_only=True)
class AdjustmentRow:
    """Points a person gave. `points` is None where an earlier adjustment was taken back."""

    notebook: str
    grade_id: str
    points: float | None
    author: str
    reason: str
    created_at: datetime
    attempt: AttemptRow | None
    """What the person was looking at."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a person wants to add to a submission."""

    student: str
    question: str = ""
    """Id, or notebook/id where several notebooks have it; empty for the submission as a whole."""
    points: float | None = None
    withdraw: bool = False
    """Take points back that a person gave."""
    reason: str = ""
    comment: str = ""
    replaces: int | None = None
    """Id of the comment in whose place `comment` stands from now on."""
    withdraw_comment: bool = False
    """Take a comment back: `replaces`, or the only one there is."""
    where: str = ""
    """Where it stands, for messages."""


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """Points of a person that another decision took the place of."""

    student: str
    question: str
    points: float | None
    """Those of the new decision; None if it takes the others back."""
    before: float
    author: str
    """Who gave those before, with `reason`."""
    reason: str
    earlier: bool = False
    """Whether they were given for an earlier attempt."""

    def __str__(self) -> str:
        what, before = f"{self.student} {self.question}", f"{self.before:g}"
        if self.points is None:
            return f"{what}: {before} by {self.author} taken back"
        if self.points == self.before:
            return f"{what}: still {before}, without the reason of {self.author}: {self.reason}"
        old = ", given for an earlier attempt" if self.earlier else ""
        return f"{what}: {self.points:g} instead of {before} by {self.author}{old}"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What marks changed: how many points and comments were new, and what they replaced."""

    added: int
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommentRow:
    """What a person wrote to the student; on the whole submission where `grade_id` is empty."""

    id: int
    notebook: str
    grade_id: str
    author: str
    text: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionRow:
    """A due date of one student's own."""

    due: datetime
    author: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuestionScore:
    """A question of one submission: what the run found, and what a person made of it."""

    question: QuestionRow
    result: TestResult | None
    """None if the latest run did not examine the question."""
    adjustment: AdjustmentRow | None
    """The adjustment that counts."""
    comments: tuple[CommentRow, ...] = ()
    automatic: float | None = None
    """Points by the program; None where a person has to decide, or nothing was examined."""

    @property
    def points(self) -> float | None:
        """The points that count: the person's, otherwise the program's."""
        return self.automatic if self.adjustment is None else self.adjustment.points

    @property
    def maximum(self) -> float:
        """Points of the question as it was examined."""
        return self.question.maximum if self.result is None else self.result.maximum

    @property
    def title(self) -> str:
        """The instructor's title: that of a manual result may be the student's own first line."""
        return self.question.title

    @property
    def verdict(self) -> Verdict | None:
        return None if self.result is None else self.result.verdict


def _total(points: Iterable[float]) -> float:
    """Their sum. Points are decimals: 1.1 + 1.2 is 2.3."""
    return round(math.fsum(points), 9)


@dataclass(frozen=True, kw_only=True)
class SubmissionSummary:
    """A submission as it counts now, computed from rows.

    `run` is the latest finished run of the latest attempt that has one; None if there is none.
    """

    assignment: str
    student: StudentRow
    questions: tuple[QuestionScore, ...]
    run: RunRow | None
    attempt: AttemptRow | None
    """The latest attempt; newer than `run.attempt` where `waiting` is true."""
    attempts: int
    last_error: str
    """Why the latest examination could not be done, if nothing was graded since."""
    comments: tuple[CommentRow, ...]
    """On the whole submission."""
    extension: ExtensionRow | None
    due: datetime | None
    """The student's own due date: the assignment's, or the extension's."""
    late: LatePolicy = field(default_factory=LatePolicy)
    """What is taken off after it."""
    first_received_at: datetime | None = None
    """When the first attempt came."""

    @property
    def status(self) -> Status:
        """State of the submission; a person's points settle `needs_review`."""
        if self.run is None:
            return Status.NOT_GRADED
        if self.run.status is Status.NEEDS_REVIEW and not self.pending and not self.unread:
            return Status.GRADED
        if self.run.status is Status.GRADED and self.pending:
            return Status.NEEDS_REVIEW
        return self.run.status

    @property
    def earned(self) -> float | None:
        """Sum of the points known so far; None if nothing was ever graded (which is no zero)."""
        if self.run is None and not any(item.adjustment for item in self.questions):
            return None
        return _total(item.points or 0.0 for item in self.questions)

    @property
    def score(self) -> float | None:
        """What was earned, less what being late costs; None if nothing was ever graded."""
        return None if self.earned is None else _total([self.earned, -self.deduction])

    @property
    def maximum(self) -> float:
        return _total(item.maximum for item in self.questions)

    @property
    def pending(self) -> tuple[QuestionScore, ...]:
        """Questions without points: a person, or another run, has to decide."""
        return tuple(item for item in self.questions if item.points is None)

    @property
    def unread(self) -> tuple[str, ...]:
        """Notebooks that could not be read, beside others, until a person gives points."""
        if self.run is None or self.run.status is not Status.NEEDS_REVIEW or not self.run.error:
            return ()
        known = {*self.run.files.notebooks}
        known |= {item.question.notebook for item in self.questions if item.adjustment}
        names = dict.fromkeys(item.question.notebook for item in self.questions)
        return tuple(name for name in names if name not in known)

    @property
    def flags(self) -> tuple[str, ...]:
        return () if self.run is None else self.run.flags

    @property
    def waiting(self) -> bool:
        """Whether an attempt newer than the graded one waits for its examination."""
        if self.attempt is None:
            return False
        return self.run is None or self.run.attempt != self.attempt

    @property
    def counted(self) -> AttemptRow | None:
        """The attempt that counts: the one whose run does, or else the latest."""
        return self.run.attempt if self.run is not None else self.attempt

    @property
    def is_late(self) -> bool:
        """Whether the attempt that counts came after the due date."""
        return self.delay > timedelta(0)

    @property
    def delay(self) -> timedelta:
        """Time from the due date to the attempt that counts; 0 if it came in time."""
        if self.counted is None or self.due is None:
            return timedelta(0)
        return max(timedelta(0), self.counted.received_at - self.due)

    @property
    def late_penalty(self) -> float:
        """Points that being late costs, whether or not so many were earned."""
        return _total([self.late.share(self.delay) * self.maximum])

    @property
    def too_late(self) -> bool:
        """Whether it came so late that nothing counts, not even points above the maximum."""
        return self.late.share(self.delay) >= 1

    @property
    def deduction(self) -> float:
        """Points that are taken off for being late: a score does not fall below 0."""
        earned = self.earned or 0.0
        return earned if self.too_late else min(self.late_penalty, earned)

    @property
    def was_in_time(self) -> bool:
        """Whether points are lost that the first attempt, which was in time, would not lose."""
        first, due = self.first_received_at, self.due
        return bool(self.deduction) and first is not None and due is not None and first <= due

    @property
    def outdated_adjustments(self) -> tuple[QuestionScore, ...]:
        """Questions whose points a person gave while looking at an earlier attempt."""
        if self.run is None:
            return ()
        return tuple(
            item
            for item in self.questions
            if item.adjustment is not None and item.adjustment.attempt != self.run.attempt
        )
