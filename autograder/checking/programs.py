"""The programs that a check examines: worked solution, empty release, variants."""

from __future__ import annotations

import copy
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.cells import Role, describe
from autograder.checking.findings import Finding, Kind, error
from autograder.errors import SourceError
from autograder.examine.template import Template
from autograder.grading.templates import Materials
from autograder.percent import PercentFile, apply_percent, read_percent

ANSWERS = frozenset({Role.ANSWER, Role.MANUAL})


class Side(enum.StrEnum):
    """What a variant is written for."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Program:
    """Something to examine.

    Args:
        name: `reference`, `empty`, `right/<file>`, `wrong/<file>` or `mutant <cell> <key>`.
        notebook: stem of the notebook that it fills.
        cells: the filled notebook, nbformat 4.
        answers: ids of the answers that differ from the worked solution.
    """

    name: str
    notebook: str
    cells: Mapping[str, Any]
    answers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A file of `variants/`, applied to the worked solution."""

    side: Side
    program: Program
    says: str
    """Its mistake, or its route."""
    fails: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.program.name


def reference(template: Template) -> Program:
    """The worked solution."""
    return Program(name="reference", notebook=template.name, cells=template.truth)


def empty(materials: Materials, notebook: str) -> Program:
    """The release, as students get it."""
    answers = [c.grade_id for c in materials.templates[notebook].cells if c.role in ANSWERS]
    return Program(
        name="empty",
        notebook=notebook,
        cells=materials.releases[notebook],
        answers=frozenset(answers),
    )


def changed(template: Template, name: str, answers: Mapping[str, str]) -> Program:
    """The worked solution with other sources of some answers."""
    notebook = copy.copy(dict(template.truth))
    notebook["cells"] = [
        {**cell, "source": answers[info.grade_id]}
        if (info := describe(cell)).grade_id in answers
        else cell
        for cell in template.truth["cells"]
    ]
    return Program(name=name, notebook=template.name, cells=notebook, answers=frozenset(answers))


def variant_files(assignment: Assignment) -> dict[str, Path]:
    """Files of the variants by name, `right/einsum` and the like."""
    folder = assignment.folder / "variants"
    return {
        f"{side}/{path.stem}": path
        for side in Side
        for path in sorted((folder / side).glob("*.py"))
    }


def read_variants(
    assignment: Assignment, materials: Materials
) -> tuple[list[Variant], list[Finding]]:
    """The variants, and what is wrong with their files."""
    variants: list[Variant] = []
    findings: list[Finding] = []
    for name, path in variant_files(assignment).items():
        try:
            file = read_percent(path)
            program = _program(materials, name, file)
        except SourceError as problem:
            findings.append(error(Kind.VARIANT_HEADER, name, problem.message, advice=problem.hint))
            continue
        side = Side(name.partition("/")[0])
        says = file.header.get("route" if side is Side.RIGHT else "mistake", "")
        fails = tuple(file.header.get("fails", "").replace(",", " ").split())
        variant = Variant(side=side, program=program, says=says, fails=fails)
        findings += header_findings(variant, materials.templates[program.notebook])
        variants.append(variant)
    return variants, findings


def _program(materials: Materials, name: str, file: PercentFile) -> Program:
    """Fill the notebook that has the answers of `file`."""
    problem: SourceError | None = None
    for template in materials.templates.values():
        try:
            filled = apply_percent(template.truth, file)
        except SourceError as found:
            problem = found
            continue
        return Program(
            name=name, notebook=template.name, cells=filled, answers=frozenset(file.answers)
        )
    assert problem is not None
    raise problem


def header_findings(variant: Variant, template: Template) -> list[Finding]:
    """What is missing or wrong in the comment lines at the top of a variant."""
    found = []
    word = "route" if variant.side is Side.RIGHT else "mistake"
    if not variant.says:
        found.append(
            error(
                Kind.VARIANT_HEADER,
                variant.name,
                f"variants/{variant.name}.py has no line '# {word}: …'",
                advice=f"Say in one line what it does: # {word}: …",
            )
        )
    tests = {cell.grade_id for cell in template.cells if cell.role is Role.TEST}
    if variant.side is Side.WRONG and not variant.fails:
        found.append(
            error(
                Kind.VARIANT_HEADER,
                variant.name,
                f"variants/{variant.name}.py does not say which tests it fails",
                advice="Name them: # fails: q1_values q1_scale",
            )
        )
    for test in variant.fails:
        if test not in tests:
            found.append(
                error(
                    Kind.VARIANT_HEADER,
                    variant.name,
                    f"variants/{variant.name}.py names the test {test!r}, which does not exist",
                    advice="Correct its line '# fails: …'.",
                )
            )
    return found
