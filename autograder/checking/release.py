"""What can be said of an assignment without running anything: leaks, style, calibrations."""

from __future__ import annotations

from typing import Final

from autograder.assignment import Assignment
from autograder.calibration.fingerprint import stale
from autograder.checking.disclosure import find_disclosures
from autograder.checking.findings import Finding, Kind, error
from autograder.checking.style import find_style
from autograder.examine.template import GRADED
from autograder.grading.templates import Materials

SUBJECT: Final = "release"
CALIBRATION: Final = "calibration"


def read_release(assignment: Assignment, materials: Materials) -> list[Finding]:
    """Findings in the notebooks and the other files of a release, and in assignment.toml."""
    files = {
        path.relative_to(materials.files).as_posix(): path.read_bytes()
        for path in materials.files.rglob("*")
        if path.is_file()
    }
    others = {name: data for name, data in files.items() if not name.endswith(".ipynb")}
    found = [*_ungraded(materials), *outdated(assignment)]
    for name, template in materials.templates.items():
        found += find_disclosures(template, materials.releases[name], others)
        found += find_style(template, files, assignment.check.words)
    return found


def _ungraded(materials: Materials) -> list[Finding]:
    if any(cell.role in GRADED for t in materials.templates.values() for cell in t.cells):
        return []
    return [
        error(
            Kind.NO_TEST,
            SUBJECT,
            "no cell of the assignment is graded",
            advice="Mark tests and answers in JupyterLab (View, Activate nbgrader).",
        )
    ]


def outdated(assignment: Assignment) -> list[Finding]:
    """Tests whose thresholds were not measured, or for something else than is there now."""
    if not assignment.managed:
        return []  # there is no file that could hold a calibration
    return [
        error(
            Kind.CALIBRATION,
            CALIBRATION,
            found.message,
            test=found.test,
            advice="A threshold that was not measured takes points from right answers by chance.",
        )
        for found in stale(assignment)
    ]
