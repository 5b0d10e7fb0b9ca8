"""What an examination finds: verdicts, results per test, the whole outcome."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Verdict(enum.StrEnum):
    """How one graded cell ended. Only `passed` earns points (see `TestResult.points`)."""

    PASSED = "passed"
    FAILED = "failed"
    """The test ran and what it examined is wrong."""
    ERROR = "error"
    """The student's code raised an exception while it was examined."""
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_MANY_PROCESSES = "too_many_processes"
    OUTPUT_LIMIT = "output_limit"
    DISK_LIMIT = "disk_limit"
    KERNEL_DIED = "kernel_died"
    NOT_REACHED = "not_reached"
    """The candidate had ended before this test was due."""
    GRADER_ERROR = "grader_error"
    """The grader or the test itself failed. Never scored: a person has to look."""
    PENDING = "pending"
    """Waits for a person (manually graded answers and tasks)."""
    NO_RESPONSE = "no_response"
    """A manually graded answer that the student left as released."""


LIMIT_VERDICTS = frozenset(
    {
        Verdict.TIMEOUT,
        Verdict.OUT_OF_MEMORY,
        Verdict.TOO_MANY_PROCESSES,
        Verdict.OUTPUT_LIMIT,
        Verdict.DISK_LIMIT,
        Verdict.KERNEL_DIED,
    }
)


class Status(enum.StrEnum):
    """State of one submission after a run."""

    GRADED = "graded"
    """Every automatic test has a verdict; no manual part is open."""
    NEEDS_REVIEW = "needs_review"
    """Graded as far as a program can: a manual part or a grader error waits for a person."""
    INVALID = "invalid"
    """The submission could not be read; nothing was executed."""
    NOT_GRADED = "not_graded"
    """The infrastructure failed (after retries). Not a score; the next `grade` tries again."""


class Measure(enum.StrEnum):
    """How a test compares a quantity with its threshold (see `autograder.testing`)."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    CREDIT = "credit"


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """A quantity that a test compared with a threshold.

    `low` gives no points and `high` all of them; a plain bar is both. `high` is below `low` for
    quantities that should be small. `value` may be NaN or infinite.
    """

    measure: Measure
    what: str
    value: float
    low: float
    high: float

    @property
    def rising(self) -> bool:
        """Whether larger values are better."""
        return self.measure is Measure.AT_LEAST or (
            self.measure is Measure.CREDIT and self.high > self.low
        )

    def reaches(self, bar: float) -> bool:
        """Whether the value is as good as `bar`."""
        return self.value >= bar if self.rising else self.value <= bar


@dataclass(frozen=True, kw_only=True)
class TestResult:
    """The verdict on one graded cell (test cell, manually graded answer, or task).

    Args:
        notebook: stem of the notebook, e.g. ``problem1``.
        test: the cell's ``grade_id``.
        title: first comment line of the test cell, in plain words.
        points: points earned; ``None`` while a person has to decide.
        maximum: points of the cell.
        seconds: wall time of the cell.
        message: what the student may read (never values of a hidden test).
        detail: what staff read (traceback of the examiner, the candidate's traceback).
        hidden: whether the test has a hidden region; `feedback` policy applies to it.
        manual: whether a person gives the points.
        resources: fraction of each limit that was used, by name, where known.
        measurements: quantities that the test compared with thresholds, in order.
    """

    notebook: str
    test: str
    title: str
    points: float | None
    maximum: float
    verdict: Verdict
    seconds: float = 0.0
    message: str = ""
    detail: str = ""
    hidden: bool = False
    manual: bool = False
    resources: Mapping[str, float] = field(default_factory=dict)
    measurements: tuple[Measurement, ...] = ()

    __test__ = False  # pytest would collect the class by its name

    def __post_init__(self) -> None:
        if self.points is not None and not (
            math.isfinite(self.points) and 0 <= self.points <= self.maximum
        ):
            message = f"{self.test}: {self.points!r} points are outside 0 to {self.maximum}"
            raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Everything one examination of one submission found.

    `notebooks` maps the notebook's stem to the executed notebook (nbformat 4 JSON as a dict);
    `flags` are remarks for staff ("restored test cell q2_values"); `environment` holds what
    is needed to repeat the run: image digest, package versions, seed, limits.
    """

    status: Status
    results: tuple[TestResult, ...]
    flags: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0
    cpu_seconds: float | None = None
    peak_memory_bytes: int | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    budgets: Mapping[str, float] = field(default_factory=dict)
    """Fraction of each limit that was used, by the limit's name, where known."""
    notebooks: Mapping[str, Any] = field(default_factory=dict)
    record: tuple[Mapping[str, Any], ...] = ()

    @property
    def score(self) -> float:
        """Sum of the points known so far."""
        return sum(result.points or 0.0 for result in self.results)

    @property
    def maximum(self) -> float:
        """Sum of the points of all graded cells, manual ones included."""
        return sum(result.maximum for result in self.results)
