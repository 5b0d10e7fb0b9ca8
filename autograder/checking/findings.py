"""What a check finds: one line per thing that an author should look at."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """Whether a finding keeps an assignment from being released."""

    ERROR = "error"
    WARNING = "warning"


class Kind(enum.StrEnum):
    """What was found. `docs/check.md` explains each, and what to do about it."""

    REFERENCE_LOSES = "reference-loses"
    """The worked solution does not get all points."""
    ORDINARY_DIFFERS = "ordinary-differs"
    """A cell has another verdict in an ordinary kernel than under examination."""
    NBGRADER_DIFFERS = "nbgrader-differs"
    """`nbgrader autograde` gives the worked solution another total."""
    EMPTY_SCORES = "empty-scores"
    """The empty release gets points."""
    CONSTANT_PASSES = "constant-passes"
    """A test gives points to a candidate that answers every question with one constant."""
    TEST_BREAKS = "test-breaks"
    """A test fails because of a mistake of its own."""
    VARIANT_HEADER = "variant-header"
    """A variant does not say what it is, or names a test that does not exist."""
    RIGHT_LOSES = "right-loses"
    """A right variant does not get all points."""
    WRONG_PASSES = "wrong-passes"
    """A wrong variant passes a test that it says it fails."""
    WRONG_REACHES_FAR = "wrong-reaches-far"
    """A wrong variant fails a test that does not depend on its answers."""
    KILL_RATE = "kill-rate"
    """Too many mutants of a question, or of the assignment, keep all points."""
    SURVIVOR = "survivor"
    """A mutant keeps all points."""
    NO_TEST = "no-test"
    """No test with points depends on an answer."""
    EQUIVALENT_STALE = "equivalent-stale"
    """`equivalent.toml` names a mutant that does not exist."""
    EQUIVALENT_KILLED = "equivalent-killed"
    """A mutant that is marked as equivalent loses points."""
    NEVER_FAILS = "never-fails"
    """No mutant and no wrong variant loses the points of a test."""
    REDUNDANT = "redundant"
    """Two tests lose their points by the same mutants and variants."""
    IMPLIED = "implied"
    """Every mutant that a hidden test catches is caught by visible ones."""
    COSTLY_FAULT = "costly-fault"
    """A single fault costs a large share of the points."""
    GRADER_ERROR = "grader-error"
    """A test gives no verdict on a program, or the sandbox failed with it."""
    LEAK = "leak"
    """Something secret can be read in the release."""
    CLOSURE = "closure"
    """What is sent to the candidate holds an expectation."""
    STYLE = "style"
    """The notebook breaks a rule of style."""
    TIME = "time"
    """The worked solution comes near a limit of time."""
    MEMORY = "memory"
    """The worked solution comes near the limit of memory."""
    CALIBRATION = "calibration"
    """A test with a threshold changed after it was calibrated."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding.

    Args:
        subject: the part of the check that found it, e.g. `reference`, `wrong/no-scale`,
            `mutants q1`; the pytest plugin makes a test of each.
        question: e.g. `q1`; empty if it concerns the assignment.
        test: id of the test or other cell that it is about; may be empty.
        message: what is wrong, in one sentence.
        advice: what to do next.
    """

    severity: Severity
    kind: Kind
    subject: str
    message: str
    question: str = ""
    test: str = ""
    advice: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        where = self.test or self.question
        return f"{where}: {self.message}" if where else self.message


def error(kind: Kind, subject: str, message: str, **fields: str) -> Finding:
    """A finding that keeps the assignment from being released."""
    return Finding(severity=Severity.ERROR, kind=kind, subject=subject, message=message, **fields)


def warning(kind: Kind, subject: str, message: str, **fields: str) -> Finding:
    """A finding that deserves a look."""
    return Finding(severity=Severity.WARNING, kind=kind, subject=subject, message=message, **fields)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by question and test; the same finding once."""
    unique = dict.fromkeys(findings)
    rank = list(Kind)
    return tuple(
        sorted(
            unique,
            key=lambda f: (not f.is_error, f.question, rank.index(f.kind), f.test, f.message),
        )
    )
