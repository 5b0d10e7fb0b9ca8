"""Which programs are examined, with which tests, how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.assignment import Assignment
from autograder.calibration.fingerprint import Reading, normal
from autograder.cells import Role, describe
from autograder.checking.programs import Program, Side, read_variants, reference
from autograder.errors import SourceError, UsageError
from autograder.examine.selection import Selection
from autograder.examine.template import Template
from autograder.grading.templates import Materials


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A program and the threshold tests that are run against it.

    `side` is None for the worked solution, which is right, too.
    """

    program: Program
    side: Side | None
    tests: tuple[str, ...]
    seeds: int

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def right(self) -> bool:
        return self.side is not Side.WRONG


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All subjects of a calibration, and readings of the notebooks that they fill, by stem."""

    subjects: tuple[Subject, ...]
    readings: Mapping[str, Reading]

    @property
    def runs(self) -> Iterator[tuple[Subject, int]]:
        """Subject and seed, every subject once before the first has its second seed."""
        most = max(subject.seeds for subject in self.subjects)
        for seed in range(1, most + 1):
            yield from ((subject, seed) for subject in self.subjects if seed <= subject.seeds)

    @cached_property
    def tests(self) -> tuple[tuple[str, str], ...]:
        """Notebook and id of all threshold tests, in order."""
        return tuple(
            (name, test) for name, found in self.readings.items() for test in found.threshold_tests
        )

    def selection(self, subject: Subject) -> Selection:
        """The tests of `subject`, and those whose names they use."""
        cells = self._dependencies(subject)
        return Selection(tests=frozenset(c.grade_id for c in cells.values() if c.role is Role.TEST))

    def parts(self, subject: Subject) -> list[list[Any]]:
        """What decides on the measurements, as far as it stands in the notebook."""
        answers = {
            info.grade_id: info.source
            for info in map(describe, subject.program.cells["cells"])
            if info.role is Role.ANSWER
        }
        needed = self._dependencies(subject)
        # What a program changes is examined, whatever the reading of names says.
        cells = [
            cell
            for cell in self.readings[subject.program.notebook].cells
            if cell.index in needed or cell.grade_id in subject.program.answers
        ]
        return [
            [str(cell.role), cell.grade_id, normal(answers.get(cell.grade_id, cell.source))]
            for cell in cells
        ]

    def _dependencies(self, subject: Subject) -> dict[int, Any]:
        reading = self.readings[subject.program.notebook]
        return {cell.index: cell for test in subject.tests for cell in reading.dependencies(test)}


def make_plan(
    assignment: Assignment, materials: Materials, *, seeds: int, variant_seeds: int
) -> Plan:
    """Plan the calibration of `assignment`.

    The worked solution is examined with all threshold tests; a right variant with those that
    depend on its answers, and a wrong one with those that it says it fails.

    Raises:
        UsageError: no test has a threshold.
        SourceError: a variant's file is wrong.
    """
    readings = {name: Reading(template.cells) for name, template in materials.templates.items()}
    variants, findings = read_variants(assignment, materials)
    if findings:
        raise SourceError(findings[0].message, hint=findings[0].advice)
    subjects = [
        Subject(
            program=reference(materials.templates[name]),
            side=None,
            tests=reading.threshold_tests,
            seeds=seeds,
        )
        for name, reading in readings.items()
        if reading.threshold_tests
    ]
    if not subjects:
        raise UsageError(
            f"{assignment.name}: no test compares anything with a threshold",
            hint="Use at_least, at_most or credit of autograder.testing: see docs/calibrate.md.",
        )
    for variant in variants:
        reading = readings[variant.program.notebook]
        template = materials.templates[variant.program.notebook]
        wrong = variant.side is Side.WRONG
        tests = tuple(
            test
            for test in reading.threshold_tests
            if (
                test in variant.fails
                if wrong
                else touches(reading, template, variant.program, test)
            )
        )
        if tests and variant_seeds:
            subjects.append(
                Subject(
                    program=variant.program, side=variant.side, tests=tests, seeds=variant_seeds
                )
            )
    return Plan(subjects=tuple(subjects), readings=readings)


def touches(reading: Reading, template: Template, program: Program, test: str) -> bool:
    """Whether `test` can measure something else in `program` than in the worked solution."""
    worked = {cell.grade_id: normal(cell.source) for cell in template.cells}
    changed = {
        info.grade_id
        for info in map(describe, program.cells["cells"])
        if info.grade_id in program.answers and normal(info.source) != worked[info.grade_id]
    }
    return any(cell.grade_id in changed for cell in reading.dependencies(test))
