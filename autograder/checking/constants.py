"""Constant answers: a candidate that answers whatever a test asks with one value, or one exception.

A submission can change the code in its own process that answers the examiner. Where a test asks
for several answers and compares each, `[]` leaves nothing to compare. No test may be worth points
to who does that. The names of the worked solution exist, so that a test gets as far as a question.
"""

from __future__ import annotations

import copy
import functools
import inspect
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import nbformat

from autograder.cells import Role
from autograder.checking import constant_agent
from autograder.checking.findings import Finding, Kind, error
from autograder.checking.programs import ANSWERS, Program
from autograder.checking.reach import Reach
from autograder.checking.sightings import Seen, TestSeen
from autograder.checking.trials import time_limits
from autograder.checking.verdicts import unexamined
from autograder.errors import RunnerError
from autograder.examine.ownership import names_of
from autograder.examine.selection import Selection
from autograder.examine.template import Template
from autograder.results import Verdict

SUBJECT: Final = "constant answers"
CONSTANTS: Final[Mapping[str, str]] = {
    "[]": "[]",
    "([], [])": "([], [])",
    "([], [], [])": "([], [], [])",
    "[[]]": "[[]]",
    "None": "None",
    "True": "True",
    "False": "False",  # equal to 0, and a whole number
    "0.0": "0.0",
    "NaN": "float('nan')",
    '""': "''",
    "{}": "{}",
    "an array of shape (0,)": "np.zeros(0)",
    # Broadcast against an array of up to four axes, it is empty: `np.allclose` is true.
    "an array of shape (0, 1, 1, 1)": "np.zeros((0, 1, 1, 1))",
    "a ValueError": "ValueError('refused')",
}
"""Python by what findings call it. One examination each: one test asks many questions."""
_REFUSALS: Final = frozenset({"a ValueError"})
SLOW_SECONDS: Final = 1.0
"""Cells that take the worked solution longer are not run; what they bind has a stand-in."""
_FAILED: Final = "no constant answers"
_CELL: Final = """\
def _start():
    import sys, types
    import numpy as np
    module = types.ModuleType("constant_agent")
    exec(compile({source}, "constant_agent", "exec"), module.__dict__)
    try:
        module.install(sys.modules["autograder.examine.agent"], {constant}, {stand_ins!r})
    except Exception as problem:
        raise RuntimeError(f"{failed}: {{problem!r}}") from problem
_start()
del _start
"""
_ADVICE: Final = (
    "Before a loop over answers `assert len(answers) == len(cases)`, or use `zip(…, strict=True)`; "
    "before values are compared, check the shape (check_shape, check_close)."
)
_REFUSAL_ADVICE: Final = "Let the test ask for something that has to be accepted, too."


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is run of one notebook, for every constant.

    Args:
        tests: ids of the tests that are judged; those that give them names run, too.
        stand_ins: names that are bound by cells that do not run.
    """

    template: Template
    tests: frozenset[str]
    selection: Selection
    stand_ins: tuple[str, ...]

    def program(self, constant: str) -> Program:
        """The worked solution behind an agent that answers with `constant`, Python text."""
        template = self.template
        cell = nbformat.v4.new_code_cell(_source(constant, self.stand_ins))
        notebook = copy.copy(dict(template.truth))
        # Above all others: a cell of the student's own, so that no answer has another text.
        notebook["cells"] = [cell, *template.truth["cells"]]
        answers = frozenset(c.grade_id for c in template.cells if c.role in ANSWERS)
        return Program(
            name=f"constant {constant}", notebook=template.name, cells=notebook, answers=answers
        )


def plan(reach: Reach, reference: Seen, chosen: Collection[str] | None) -> Plan:
    """What to run of a notebook: tests with points that the worked solution passes.

    Args:
        reference: what the worked solution got, and how long its cells took.
        chosen: ids of the only tests to look at; all if None.
    """
    template = reach.template
    tests = frozenset(
        test.test
        for test in reference.tests
        if test.full and test.maximum and (chosen is None or test.test in chosen)
    )
    slow = [
        cell
        for cell in template.cells
        if cell.role is not Role.TEST and reference.cells.get(cell.grade_id, 0.0) > SLOW_SECONDS
    ]
    names = frozenset().union(*(names_of(cell.source).bound for cell in slow))
    wanted = reach.with_providers(tests)
    skipped = reach.skippable(wanted) | {cell.index for cell in slow}
    return Plan(
        template=template,
        tests=tests,
        selection=Selection(tests=wanted, skipped=skipped, seconds=time_limits(reference)),
        stand_ins=tuple(sorted(names)),
    )


@functools.cache
def _source(constant: str, stand_ins: tuple[str, ...]) -> str:
    source = json.dumps(inspect.getsource(constant_agent))
    return _CELL.format(source=source, constant=constant, stand_ins=stand_ins, failed=_FAILED)


def judge_constants(tests: Collection[str], found: Mapping[str, Seen]) -> list[Finding]:
    """No test may give points to a constant.

    Args:
        tests: ids of those with points.
        found: what was seen, by the constant's name.

    Raises:
        RunnerError: the constants did not take effect.
    """
    findings = []
    passing: dict[str, list[tuple[str, TestSeen]]] = {}
    for name, seen in found.items():
        for problem in seen.broken:
            if _FAILED in problem:
                raise RunnerError(
                    f"constant answers cannot be tried: {problem}",
                    hint="`autograder.examine.agent` has changed: adapt "
                    "`autograder/checking/constant_agent.py`.",
                )
        if seen.problem:
            findings.append(unexamined(SUBJECT, seen))
        for test in seen.tests:
            # A test that is given no data looks at the classes of objects, or at the text.
            if test.test in tests and _took_part(test, name) and _pays(test):
                passing.setdefault(test.test, []).append((name, test))
    return findings + [_finding(test, cases) for test, cases in passing.items()]


def _took_part(test: TestSeen, constant: str) -> bool:
    return test.answered or (test.refused and constant in _REFUSALS)


def _pays(test: TestSeen) -> bool:
    return (test.points or 0.0) > 0 or test.verdict is Verdict.GRADER_ERROR


def _finding(test: str, cases: Sequence[tuple[str, TestSeen]]) -> Finding:
    paid = [(name, seen) for name, seen in cases if seen.points]
    if not paid:
        return error(
            Kind.GRADER_ERROR,
            SUBJECT,
            f"the test gives no verdict if every question is answered with {_or(cases)}",
            test=test,
            advice="Let the test end with an assert, or with a number that it computes itself.",
        )
    most = max(seen.points or 0.0 for _, seen in paid)
    maximum = paid[0][1].maximum
    gives = "passes" if most >= maximum else f"gives {most:g} of {maximum:g} points"
    return error(
        Kind.CONSTANT_PASSES,
        SUBJECT,
        f"{gives} if every question is answered with {_or(paid)}",
        test=test,
        advice=_REFUSAL_ADVICE if {name for name, _ in paid} <= _REFUSALS else _ADVICE,
    )


def _or(cases: Iterable[tuple[str, TestSeen]]) -> str:
    *names, last = (name for name, _ in cases)
    return f"{', '.join(names)} or {last}" if names else last


def passed(constant: str, seen: Seen, tests: Collection[str]) -> tuple[str, ...]:
    """Those of `tests` that gave points for the constant's answers."""
    return tuple(
        test.test
        for test in seen.tests
        if test.test in tests and _took_part(test, constant) and test.points
    )
