"""Check that the instructor's cells are valid Python, before students' points depend on it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable

from autograder.cells import CellInfo, Role
from autograder.examine.ownership import UNREADABLE, python_source
from autograder.lint import Finding


def invalid_cells(cells: Iterable[CellInfo], name: str, *, managed: bool) -> list[Finding]:
    """Code cells that Python cannot compile: every submission would end there.

    Args:
        cells: those of the source notebook, worked solutions and hidden tests included.
        name: how findings call the notebook.
        managed: whether the assignment has an `assignment.toml`; elsewhere they are warnings,
            as they are for remarks between the graded cells.
    """
    return [
        Finding(
            notebook=name,
            cell=cell.index + 1,
            grade_id=cell.grade_id,
            text=f"it is no valid Python: {problem}",
            error=managed and cell.role is not Role.PLAIN,
        )
        for cell in cells
        if cell.is_code and (problem := _problem(cell.source))
    ]


def _problem(source: str) -> str:
    """What Python says against `source`, with the line; empty if nothing.

    IPython's magics are no Python, but what a kernel makes of them is.
    """
    problem = _refusal(source)
    translated = python_source(source) if problem else source
    if translated == source:
        return problem
    # The translation drops empty lines at the beginning; they count for the line's number.
    skipped = len(source) - len(source.lstrip("\n"))
    return _refusal(translated, skipped)


def _refusal(source: str, skipped: int = 0) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):  # such as that of an invalid escape
            compile(
                source,
                "cell",
                "exec",
                flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
                dont_inherit=True,
            )
    except UNREADABLE as problem:
        if isinstance(problem, SyntaxError):
            line = f" in line {problem.lineno + skipped}" if problem.lineno else ""
            return f"{problem.msg}{line}"
        return str(problem) or type(problem).__name__
    return ""
