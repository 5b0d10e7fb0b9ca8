"""The result of checking one assignment."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from autograder.checking.findings import Finding
from autograder.checking.programs import Side


@dataclass(frozen=True, kw_only=True)
class TestRow:
    """A test cell of the assignment, with what the worked solution needed for it."""

    test: str
    question: str
    notebook: str
    title: str
    points: float
    hidden: bool
    seconds: float = 0.0

    __test__ = False  # pytest would collect the class by its name


class State(enum.StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    """It lost points."""
    SURVIVED = "survived"
    """It kept all points."""
    EQUIVALENT = "equivalent"
    """It kept all points, and the author says that it is right."""
    UNEXAMINED = "unexamined"
    """The sandbox failed with it, or the machine had no time for it."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A mutant of one answer, and which tests caught it.

    Args:
        name: `<cell> <key>`.
        diff: against the worked solution.
        ran: tests that were run against it, of those that can depend on its answer.
        failed: those that took points from it; not those that it kept from being reached.
        lost: points, in the tests that ran.
        by_limit: whether a limit of time or memory ended it, not a test.
        reason: of the author, why it is equivalent; or why it could not be examined.
    """

    name: str
    key: str
    cell: str
    question: str
    notebook: str
    operator: str
    line: int
    diff: str
    state: State
    ran: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    lost: float = 0.0
    by_limit: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class VariantRow:
    """A variant, and which tests caught it."""

    name: str
    side: Side
    says: str
    question: str
    claims: tuple[str, ...]
    ran: tuple[str, ...]
    failed: tuple[str, ...]
    lost: float


@dataclass(frozen=True, kw_only=True)
class ConstantRow:
    """A constant that answered every question, and the tests that gave it points."""

    constant: str
    passed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """A question in numbers. `rate` is None without mutants that count."""

    question: str
    points: float
    tests: int
    seconds: float
    mutants: int
    killed: int
    equivalent: int
    by_limit: int

    @property
    def rate(self) -> float | None:
        counted = self.mutants - self.equivalent
        return self.killed / counted if counted else None


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What a check cost. `mutant_seconds` are of the mutants that were examined now."""

    seconds: float = 0.0
    fresh: int = 0
    seats: int = 1
    mutants: int = 0
    mutant_seconds: float = 0.0

    @property
    def mutants_per_minute(self) -> float | None:
        if not self.mutants or not self.mutant_seconds:
            return None
        return 60 * self.mutants / self.mutant_seconds


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that a check of one assignment found."""

    assignment: str
    title: str
    points: float
    findings: tuple[Finding, ...]
    tests: tuple[TestRow, ...]
    variants: tuple[VariantRow, ...] = ()
    constants: tuple[ConstantRow, ...] = ()
    trials: tuple[Trial, ...] = ()
    full_matrix: bool = False
    only: tuple[str, ...] = ()
    """The questions that were asked for; all, and what concerns the whole, if empty."""
    mutated: bool = True
    """Whether mutants were examined."""
    sampled: int = 0
    """Mutants that were left out of the sample."""
    effort: Effort = field(default_factory=Effort)
    backend: str = ""
    machine: str = ""
    """The backend with its image, or a hash of its packages."""
    fingerprint: str = ""
    """Of what was checked: see `autograder.checking.record`."""
    seed: int = 0
    made: datetime

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def part(self) -> str:
        """What was checked, if it was not the whole, such as `only q1`; else empty."""
        parts = [f"only {' and '.join(self.only)}"] if self.only else []
        return ", ".join(parts if self.mutated else [*parts, "without mutants"])

    @property
    def ready(self) -> bool | None:
        """Whether it may be released; None if nothing of a part speaks against it."""
        if self.errors:
            return False
        return None if self.part else True

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_error)

    @property
    def counted(self) -> tuple[Trial, ...]:
        """Mutants that count for the kill rate."""
        return counted(self.trials)

    @property
    def kill_rate(self) -> float | None:
        """Share of the mutants that lose points, equivalent ones aside."""
        return kill_rate(self.trials)

    @property
    def killed(self) -> int:
        """Number of mutants that lose points."""
        return len(self.counted) - len(self.survivors)

    @property
    def survivors(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.state is State.SURVIVED)

    @property
    def right(self) -> int:
        """Number of right variants; the others are wrong ones."""
        return sum(row.side is Side.RIGHT for row in self.variants)

    @property
    def questions(self) -> tuple[QuestionRow, ...]:
        """In the order of the notebook."""
        cells = {trial.question for trial in self.trials}
        names = dict.fromkeys([*(test.question for test in self.tests), *sorted(cells)])
        return tuple(self._row(name) for name in names)

    def _row(self, name: str) -> QuestionRow:
        tests = [test for test in self.tests if test.question == name]
        trials = [trial for trial in self.trials if trial.question == name]
        states = [trial.state for trial in trials]
        return QuestionRow(
            question=name,
            points=sum(test.points for test in tests),
            tests=len(tests),
            seconds=sum(test.seconds for test in tests),
            mutants=len([s for s in states if s is not State.UNEXAMINED]),
            killed=states.count(State.KILLED),
            equivalent=states.count(State.EQUIVALENT),
            by_limit=sum(trial.by_limit for trial in trials),
        )


def counted(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """Mutants that count: examined, and not equivalent."""
    return tuple(t for t in trials if t.state in (State.KILLED, State.SURVIVED))


def kill_rate(trials: Iterable[Trial]) -> float | None:
    """Share of the mutants that count which lose points; None without any."""
    found = counted(trials)
    return sum(t.state is State.KILLED for t in found) / len(found) if found else None
