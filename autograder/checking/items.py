"""The items of a check: what findings are grouped by, and what pytest calls its tests."""

from __future__ import annotations

from autograder.assignment import Assignment
from autograder.cells import Role, describe
from autograder.checking import (
    constants,
    disclosure,
    matrix,
    ordinary,
    programs,
    release,
    style,
    verdicts,
)
from autograder.errors import SourceError
from autograder.notebooks import read_notebook


def item_names(assignment: Assignment) -> list[str]:
    """Every subject that a finding of `assignment` can have, in the order of the check.

    Raises:
        SourceError: a notebook cannot be read.
    """
    answers = [
        info.grade_id
        for path in assignment.notebooks
        for cell in read_notebook(path, error=SourceError).cells
        if (info := describe(cell)).role is Role.ANSWER and info.is_code
    ]
    return [
        verdicts.REFERENCE,
        ordinary.SUBJECT,
        verdicts.LIMITS,
        verdicts.EMPTY,
        constants.SUBJECT,
        *programs.variant_files(assignment),
        *map(matrix.subject_of, answers),
        matrix.SUBJECT,
        disclosure.SUBJECT,
        style.SUBJECT,
        release.SUBJECT,
        release.CALIBRATION,
    ]
