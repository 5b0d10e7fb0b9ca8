"""A calibration in words and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autograder.calibration.analysis import Program, Quantity, Series, TestReport
from autograder.calibration.tails import TARGET, Rate
from autograder.grading.runner import short_identity
from autograder.reports.wording import plural
from autograder.results import Measure


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an author should look at. An error was counted, a warning cannot be excluded."""

    error: bool
    test: str
    message: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """The calibration of one assignment."""

    assignment: str
    title: str
    seeds: int
    variant_seeds: int
    backend: Mapping[str, str]
    made: datetime
    assets: tuple[str, ...] = ()
    """Names of the optional assets that were there."""
    tests: tuple[TestReport, ...]

    @property
    def machine(self) -> str:
        """Where it was measured: the sandbox with its image, or with a hash of its packages."""
        return short_identity(self.backend, self.assets)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Errors first."""
        found = [finding for test in self.tests for finding in findings(test)]
        return tuple(sorted(found, key=lambda finding: not finding.error))

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.error)


def findings(test: TestReport) -> Iterator[Finding]:
    """What is wrong with the thresholds of one test."""
    yield from _counted(test)
    risk = test.risk(right=True)
    if risk is not None and risk > TARGET and not test.false_fail.count:
        yield Finding(
            error=False,
            test=test.test,
            message=f"up to {odds(risk)} right solutions may lose points (95 % confidence)",
            advice="Relax the threshold, train longer, or give more seeds to know it better.",
        )
    for program in test.programs:
        if program.contradicted:
            yield Finding(
                error=False,
                test=test.test,
                message=f"{program.name} cannot be extrapolated: {'; '.join(program.unknown)}",
                advice="Repeat the training, or make it more reliable, until its values are alike.",
            )
    if not test.regular:
        yield Finding(
            error=False,
            test=test.test,
            message="the test does not compare the same things in the same order in every run",
            advice="Give every comparison a place of its own; bars must not depend on the run.",
        )
    if not test.false_pass.runs:
        yield Finding(
            error=False,
            test=test.test,
            message="no wrong variant was run that says it fails this test",
            advice="Write one, so that it is known which values the threshold has to catch.",
        )
    for quantity in test.quantities:
        yield from _of_quantity(test.test, quantity)


def _counted(test: TestReport) -> Iterator[Finding]:
    for program in test.programs:
        if not program.misjudged:
            continue
        what = "loses points" if program.right else "loses nothing"
        yield Finding(
            error=True,
            test=test.test,
            message=(
                f"{program.name} {what} in {program.misjudged} of {plural(program.runs, 'run')}"
            ),
            advice=(
                "Relax the threshold, or train longer in the test."
                if program.right
                else "Sharpen the threshold, or correct the line '# fails: …' of the variant."
            ),
        )


def _of_quantity(test: str, quantity: Quantity) -> Iterator[Finding]:
    _, missed, _ = quantity.edges
    if quantity.overlap:
        yield Finding(
            error=False,
            test=test,
            message=f"{quantity.what}: no bar surely separates right solutions from wrong ones",
            advice="Measure on more data, average more trainings, or measure something else.",
        )
    elif (
        quantity.measure is Measure.CREDIT
        and missed is not None
        and missed > quantity.sign * quantity.low
    ):
        yield Finding(
            error=False,
            test=test,
            message=f"{quantity.what}: wrong solutions may earn partial credit",
            advice=f"Let the credit begin at {quantity.sign * missed:.3g}.",
        )


def odds(share: float) -> str:
    """A share in words.

    >>> odds(0.0008), odds(0.25), odds(1e-12)
    ('1 in 1,250', '25 % of', '1 in a billion')
    """
    if share >= 0.1:
        return f"{share:.0%}".replace("%", " % of")
    if share < 1e-9:
        return "1 in a billion"
    count = 1 / share
    digits = 2 - math.floor(math.log10(count))
    return f"1 in {round(count, min(0, digits)):,.0f}"


def rate(found: Rate) -> str:
    """A counted rate with its interval.

    >>> rate(Rate(count=0, runs=20)), rate(Rate(count=0, runs=0))
    ('0 of 20 (0 to 16.8 %)', 'none')
    """
    if not found.runs:
        return "none"
    low, high = found.interval
    return f"{found.count} of {found.runs} ({100 * low:.3g} to {100 * high:.3g} %)"


def as_json(report: Report, page: str) -> dict[str, Any]:
    """The report in types that JSON knows; docs/calibrate.md names the fields."""
    return {
        "version": 1,
        "assignment": report.assignment,
        "page": page,
        "made": report.made.isoformat(timespec="seconds"),
        "seeds": report.seeds,
        "variant_seeds": report.variant_seeds,
        "backend": dict(report.backend),
        "assets": list(report.assets),
        "findings": [vars(finding) for finding in report.findings],
        "tests": [_test(test) for test in report.tests],
    }


def _test(test: TestReport) -> dict[str, Any]:
    return {
        "notebook": test.notebook,
        "id": test.test,
        "fingerprint": test.fingerprint,
        "false_fail": _rate(test, right=True),
        "false_pass": _rate(test, right=False),
        "programs": [_program(program) for program in test.programs],
        "measured": [_quantity(quantity) for quantity in test.quantities],
    }


def _rate(test: TestReport, *, right: bool) -> dict[str, Any]:
    found = test.false_fail if right else test.false_pass
    return {
        "count": found.count,
        "runs": found.runs,
        "interval": list(found.interval),
        "bound": test.risk(right=right),
    }


def _program(program: Program) -> dict[str, Any]:
    return {
        "name": program.name,
        "right": program.right,
        "runs": program.runs,
        "misjudged": program.misjudged,
        "bound": program.risk,
        "not_extrapolated": list(program.unknown),
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    suggestion = quantity.suggestion
    return {
        "measure": str(quantity.measure),
        "what": quantity.what,
        "low": quantity.low,
        "high": quantity.high,
        "suggested": None if suggestion is None else vars(suggestion),
        "series": [_series(series) for series in quantity.series],
    }


def _series(series: Series) -> dict[str, Any]:
    tail = series.tail
    return {
        "program": series.program,
        "values": [value if math.isfinite(value) else None for value in series.values],
        "form": str(tail.form) if tail.form else None,
        "fit": tail.fit,
        "bound": tail.risk,
        "why": tail.why,
    }
