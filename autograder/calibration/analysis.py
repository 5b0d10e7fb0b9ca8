"""From runs to statements: who fails falsely, who passes falsely, where thresholds belong."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.calibration.runs import Run, TestSeen
from autograder.calibration.tails import CONFIDENCE, EQUAL, FEW, Rate, Tail, lower_tail
from autograder.results import Measure, Measurement


@dataclass(frozen=True, kw_only=True)
class Series:
    """The values of one quantity in one program. `tail` is on the side of the bar."""

    program: str
    right: bool
    values: tuple[float, ...]
    tail: Tail

    @property
    def finite(self) -> tuple[float, ...]:
        return tuple(value for value in self.values if math.isfinite(value))


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Where the bars of a quantity belong.

    Wrong programs stay on the bad side of `low`, right ones on the good side of `high`, each but
    for 1 in 1,000 with 95 % confidence if `assumed`; otherwise in the runs that were made. `bar`
    is for a single threshold. Without wrong programs there is only `high`.
    """

    high: float
    low: float | None = None
    bar: float | None = None
    assumed: bool = True


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One comparison with a threshold in a test, and what programs reached there."""

    measure: Measure
    what: str
    low: float
    high: float
    rising: bool
    series: tuple[Series, ...]

    @property
    def sign(self) -> int:
        """Turns the quantity so that larger values are better."""
        return 1 if self.rising else -1

    def fails(self, series: Series) -> bool:
        """Whether most values of `series` are on the bad side of the bar for full points."""
        bad = [value for value in series.values if not self.sign * value >= self.sign * self.high]
        return 2 * len(bad) > len(series.values)

    @cached_property
    def edges(self) -> tuple[float | None, float | None, bool]:
        """What right programs reach at least, wrong ones at most, larger values being better.

        Third: whether both are extrapolated to 1 in 1,000.
        """
        right = [s for s in self.series if s.right and s.finite]
        wrong = [s for s in self.series if not s.right and s.finite and self.fails(s)]
        reached = [
            s.tail.limit if s.tail.limit is not None else min(self.sign * v for v in s.finite)
            for s in right
        ]
        missed = [
            -s.tail.limit if s.tail.limit is not None else max(self.sign * v for v in s.finite)
            for s in wrong
        ]
        assumed = all(s.tail.limit is not None for s in (*right, *wrong))
        return min(reached, default=None), max(missed, default=None), assumed

    @property
    def overlap(self) -> bool:
        """Whether no bar separates right programs from wrong ones."""
        reached, missed, _ = self.edges
        return reached is not None and missed is not None and missed >= reached

    @property
    def suggestion(self) -> Suggestion | None:
        """Bars that separate right programs from wrong ones, if there are any."""
        reached, missed, assumed = self.edges
        if reached is None or self.overlap:
            return None
        sign = self.sign
        # Adding 0.0 turns -0.0, which nobody would type, into 0.0.
        if missed is None:
            high = rounded(reached, abs(reached) or 1.0)
            return Suggestion(high=sign * high + 0.0, assumed=assumed)
        gap = reached - missed
        low, high = -rounded(-missed, gap), rounded(reached, gap)
        bar = rounded((low + high) / 2, gap)
        low, high, bar = (sign * value + 0.0 for value in (low, high, bar))
        return Suggestion(low=low, high=high, bar=bar, assumed=assumed)


def rounded(value: float, scale: float) -> float:
    """The largest number not above `value` with two digits of `scale`.

    >>> rounded(0.7386, 0.5), rounded(12.86, 40.0), rounded(-0.00125, 0.01)
    (0.73, 12.0, -0.002)
    """
    digits = 1 - math.floor(math.log10(scale))
    return round(math.floor(round(value * 10.0**digits, 6)) / 10.0**digits, max(digits, 0))


@dataclass(frozen=True, kw_only=True)
class Program:
    """How one program fared in one test.

    `risk` bounds the share of its runs that end on the wrong side of the thresholds: below them
    for a right program, above them for a wrong one. None: it could not be extrapolated.
    """

    name: str
    right: bool
    full: int
    runs: int
    risk: float | None
    unknown: tuple[str, ...] = ()
    """Why a quantity is not in `risk`."""
    contradicted: bool = False
    """Whether there are values enough, but of no form from which could be extrapolated."""

    @property
    def misjudged(self) -> int:
        return self.runs - self.full if self.right else self.full


@dataclass(frozen=True, kw_only=True)
class TestReport:
    """What the calibration found about one test."""

    notebook: str
    test: str
    title: str
    fingerprint: str
    programs: tuple[Program, ...]
    quantities: tuple[Quantity, ...]
    regular: bool
    """Whether all runs compared the same things in the same order."""

    __test__ = False

    @property
    def false_fail(self) -> Rate:
        """Runs of right programs that lost points."""
        return self._rate(right=True)

    @property
    def false_pass(self) -> Rate:
        """Runs of wrong programs that lost none."""
        return self._rate(right=False)

    def _rate(self, *, right: bool) -> Rate:
        chosen = [program for program in self.programs if program.right is right]
        return Rate(count=sum(p.misjudged for p in chosen), runs=sum(p.runs for p in chosen))

    def risk(self, *, right: bool) -> float | None:
        """The largest extrapolated share of misjudged runs among right, or wrong, programs.

        None if nothing could be extrapolated, or not from all that was measured often enough.
        """
        if any(p.contradicted for p in self.programs if p.right is right):
            return None
        known = [p.risk for p in self.programs if p.right is right and p.risk is not None]
        return max(known, default=None)


def analyse(
    test: str, notebook: str, title: str, fingerprint: str, runs: Iterable[Run]
) -> TestReport:
    """Put together what `runs` say about `test`."""
    seen: dict[tuple[str, bool], list[TestSeen]] = defaultdict(list)
    for run in runs:
        if run.subject.program.notebook == notebook and test in run.tests:
            seen[run.subject.name, run.subject.right].append(run.tests[test])
    count = max((len(t.measurements) for found in seen.values() for t in found), default=0)
    # The bounds of all quantities are to hold together (Bonferroni).
    confidence = 1 - (1 - CONFIDENCE) / max(count, 1)
    quantities = tuple(_quantity(place, seen, confidence) for place in range(count))
    kinds = [
        {
            (m.measure, m.what, m.low, m.high)
            for found in seen.values()
            for t in found
            for m in t.measurements[place : place + 1]
        }
        for place in range(count)
    ]
    return TestReport(
        notebook=notebook,
        test=test,
        title=title,
        fingerprint=fingerprint,
        programs=tuple(
            _program(name, right, found, quantities) for (name, right), found in seen.items()
        ),
        quantities=quantities,
        regular=all(len(kind) == 1 for kind in kinds),
    )


def _quantity(
    place: int, seen: dict[tuple[str, bool], list[TestSeen]], confidence: float
) -> Quantity:
    values: dict[tuple[str, bool], list[Measurement]] = {
        key: [m for t in found for m in t.measurements[place : place + 1]]
        for key, found in seen.items()
    }
    first = next(m for found in values.values() for m in found)
    return Quantity(
        measure=first.measure,
        what=first.what,
        low=first.low,
        high=first.high,
        rising=first.rising,
        series=tuple(
            _series(name, right, [m.value for m in found], first, confidence)
            for (name, right), found in values.items()
            if found
        ),
    )


def _series(
    name: str, right: bool, values: Sequence[float], first: Measurement, confidence: float
) -> Series:
    # Turned so that the misjudged values of the program are the low ones.
    sign = (1 if first.rising else -1) * (1 if right else -1)
    tail = lower_tail([sign * value for value in values], sign * first.high, confidence=confidence)
    return Series(program=name, right=right, values=tuple(values), tail=tail)


def _program(
    name: str, right: bool, found: Sequence[TestSeen], quantities: Sequence[Quantity]
) -> Program:
    compared = [
        (quantity, series)
        for quantity in quantities
        for series in quantity.series
        if series.program == name
    ]
    risks = [series.tail.risk for _, series in compared if series.tail.risk is not None]
    unknown = tuple(f"{q.what}: {s.tail.why}" for q, s in compared if s.tail.risk is None)
    contradicted = right and any(s.tail.why not in ("", EQUAL, FEW) for _, s in compared)
    risk: float | None = None
    if right:
        # It fails if it misses one bar. Of one that is always the same, more cannot be said.
        risk = min(1.0, math.fsum(risks)) if risks and not contradicted else None
    elif any(quantity.fails(series) for quantity, series in compared):
        # It passes only if it reaches all.
        risk = min(risks, default=None)
    else:
        unknown = ("it fails by something else than a threshold",)
    return Program(
        name=name,
        right=right,
        full=sum(t.full for t in found),
        runs=len(found),
        risk=risk,
        unknown=unknown,
        contradicted=contradicted,
    )
