"""Judging what was seen of the worked solution, the empty release and the variants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from autograder.checking.findings import Finding, Kind, error, warning
from autograder.checking.programs import Side, Variant
from autograder.checking.sightings import Seen, TestSeen
from autograder.results import LIMIT_VERDICTS, Verdict
from gpu_runner.limits import Limits

REFERENCE: Final = "reference"
EMPTY: Final = "empty"
LIMITS: Final = "limits"
NEAR: Final = 0.5
"""Share of a time limit that the worked solution may use: students' code is slower."""
NEAR_MEMORY: Final = 0.8
BUSY: Final = "The machine was busy: repeat the command on a quiet one, or with --jobs 1."

_OWN_MISTAKES = frozenset(
    {"NameError", "UnboundLocalError", "SyntaxError", "IndentationError"}
    | {"ImportError", "ModuleNotFoundError"}
)
"""Exceptions of a test itself that no answer can cause."""


def judge_reference(seen: Seen) -> list[Finding]:
    """The worked solution has to get all points."""
    return [
        error(
            Kind.REFERENCE_LOSES,
            REFERENCE,
            f"the worked solution does not get all points: {test}",
            test=test.test,
            advice=_grader_advice(test)
            or (BUSY if seen.busy else "Correct the solution, or the test."),
        )
        for test in seen.failed
    ]


def judge_empty(seen: Seen) -> list[Finding]:
    """The empty release has to get nothing, and every test has to fail for the right reason."""
    found = []
    for test in seen.tests:
        if (test.points or 0.0) > 0 or (test.maximum == 0 and test.verdict is Verdict.PASSED):
            weight = error if test.maximum else warning
            found.append(
                weight(
                    Kind.EMPTY_SCORES,
                    EMPTY,
                    f"an empty answer passes with {test.points or 0:g} points",
                    test=test.test,
                    advice="Let the test call what the answer has to define.",
                )
            )
        found += _broken(test, EMPTY)
    return found


def _broken(test: TestSeen, subject: str) -> list[Finding]:
    """A test that failed by a mistake of its own, by a limit, or gave no verdict."""
    if test.error == "other" and test.type in _OWN_MISTAKES:
        return [
            error(
                Kind.TEST_BREAKS,
                subject,
                f"the test fails by a mistake of its own: {test.type}: {_line(test.text)}",
                test=test.test,
                advice="Correct the test: no answer can cause this.",
            )
        ]
    if test.verdict is Verdict.GRADER_ERROR:
        return [
            error(
                Kind.GRADER_ERROR,
                subject,
                f"the test gives no verdict: {_line(test.text)}",
                test=test.test,
                advice=_grader_advice(test),
            )
        ]
    if test.verdict in LIMIT_VERDICTS and subject == EMPTY:
        return [
            warning(
                Kind.TEST_BREAKS,
                subject,
                f"the test of an empty answer ends by a limit: {test.verdict}",
                test=test.test,
                advice="Ask for the answer first, before anything that takes long.",
            )
        ]
    return []


def _line(text: str) -> str:
    return text.strip().split("\n")[0][:200]


def _grader_advice(test: TestSeen) -> str:
    if test.verdict is not Verdict.GRADER_ERROR:
        return ""
    return "Let the test end with an assert, or with a number from 0 to its points."


def judge_variant(
    variant: Variant, seen: Seen, reach: Collection[str], reference: Seen
) -> list[Finding]:
    """A right variant has to get everything, a wrong one to fail where it says so.

    Args:
        reach: tests that can depend on the variant's answers.
        reference: what the worked solution got; where it loses points itself, nothing is said.
    """
    sound = {test.test for test in reference.tests if test.full}
    if seen.problem or seen.busy:
        return [unexamined(variant.name, seen)]
    failed = {test.test: test for test in seen.failed if test.test in sound}
    found = [
        item
        for test in failed.values()
        if test.error == "other" or test.verdict is Verdict.GRADER_ERROR
        for item in _broken(test, variant.name)
    ]
    if variant.side is Side.RIGHT:
        return found + [_right_loses(variant, test) for test in failed.values()]
    ran = {test.test for test in seen.tests}
    for name in variant.fails:
        if name in ran and name not in failed and name in sound:
            found.append(
                error(
                    Kind.WRONG_PASSES,
                    variant.name,
                    f"the mistake '{variant.says}' is not caught",
                    test=name,
                    advice=f"Sharpen {name}, or correct the line '# fails: …' of "
                    f"variants/{variant.name}.py.",
                )
            )
    for name, test in failed.items():
        if name not in reach and name not in variant.fails:
            found.append(
                error(
                    Kind.WRONG_REACHES_FAR,
                    variant.name,
                    f"the mistake '{variant.says}' fails a test that does not depend on it: {test}",
                    test=name,
                    advice="A later question must not need an earlier one to be right: give the "
                    "test what it needs.",
                )
            )
    return found


def _right_loses(variant: Variant, test: TestSeen) -> Finding:
    return error(
        Kind.RIGHT_LOSES,
        variant.name,
        f"a right answer loses points ('{variant.says}'): {test}",
        test=test.test,
        advice=f"Let {test.test} accept it, or correct variants/{variant.name}.py.",
    )


def unexamined(subject: str, seen: Seen) -> Finding:
    """A program of which nothing is known."""
    return error(
        Kind.GRADER_ERROR,
        subject,
        f"could not be examined: {seen.problem or 'the machine had no time for it'}",
        advice=BUSY if seen.busy else "Type `gpu-runner doctor`, then the same command again.",
    )


def judge_limits(seen: Seen, limits: Limits, questions: Mapping[str, str]) -> list[Finding]:
    """The worked solution has to stay well below the limits."""
    found = []
    seconds = {**seen.cells, **{test.test: test.seconds for test in seen.tests}}
    for cell, used in seconds.items():
        if used > NEAR * limits.cell_seconds:
            found.append(
                warning(
                    Kind.TIME,
                    LIMITS,
                    f"takes {used:.1f} s of the {limits.cell_seconds:g} s allowed",
                    test=cell,
                    question=questions.get(cell, ""),
                    advice="Make it smaller, or raise limits.cell_seconds.",
                )
            )
    total = sum(seconds.values())
    if total > NEAR * limits.submission_seconds:
        found.append(
            warning(
                Kind.TIME,
                LIMITS,
                f"all cells take {total:.0f} s of the {limits.submission_seconds:g} s allowed",
                advice="Make the tests smaller, or raise limits.submission_seconds.",
            )
        )
    peak = seen.peak_memory_bytes
    if peak is not None and peak > NEAR_MEMORY * limits.memory_bytes:
        allowed = limits.memory_bytes / 2**20
        found.append(
            warning(
                Kind.MEMORY,
                LIMITS,
                f"needs {peak / 2**20:.0f} MB of the {allowed:.0f} MB allowed",
                advice="Make the data smaller, or raise limits.memory_mb.",
            )
        )
    return found
