"""The instructor's side of one notebook, read once per batch and shared by all examinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.cells import CellInfo, Role, describe, hidden_lines, title
from autograder.examine.ownership import Owner, Plan, make_plan

GRADED = frozenset({Role.TEST, Role.MANUAL, Role.TASK})


@dataclass(frozen=True)
class Question:
    """A graded cell of the instructor's notebook."""

    notebook: str
    grade_id: str
    title: str
    maximum: float
    manual: bool
    hidden: bool


@dataclass(frozen=True)
class Template:
    """A notebook with solutions and hidden tests, its release, and who runs which cell.

    Args:
        name: the notebook's stem.
        truth: the instructor's notebook: header and AUTOTEST lines expanded, hidden tests in.
        released: source of every cell with an id as it stands in the release.
        cells: `truth.cells`, described.
        plan: owners of cells and names.
        titles: of manually graded cells, by id.
    """

    name: str
    truth: Mapping[str, Any]
    released: Mapping[str, str]
    cells: tuple[CellInfo, ...]
    plan: Plan
    titles: Mapping[str, str]

    def examiner_source(self, index: int) -> str:
        """What the examiner runs of a cell that is no test: all of it, its imports, or nothing."""
        if self.plan.owners.get(index) is Owner.EXAMINER:
            return self.cells[index].source if index in self.plan.needed else ""
        return self.plan.imports.get(index, "")

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(
            Question(
                notebook=self.name,
                grade_id=cell.grade_id,
                title=self.titles.get(cell.grade_id) or title(cell),
                maximum=cell.points,
                manual=cell.role is not Role.TEST,
                hidden=bool(hidden_lines(cell.source)),
            )
            for cell in self.cells
            if cell.role in GRADED
        )


def manual_titles(cells: Sequence[CellInfo]) -> dict[str, str]:
    """Titles of manual cells, by id: the last heading above an answer, the first line of a task.

    The answer's own text would be the solution here, and the student's words elsewhere.
    """
    heading = ""
    titles = {}
    for cell in cells:
        if cell.cell_type == "markdown" and cell.role is not Role.MANUAL:
            lines = [line.strip() for line in cell.source.split("\n") if line.strip()]
            found = [line.lstrip("# ") for line in lines if line.startswith("#")]
            if cell.role is Role.TASK:
                titles[cell.grade_id] = (found or [*lines, cell.grade_id])[0][:120]
            heading = found[-1][:120] if found else heading
        elif cell.role is Role.MANUAL:
            titles[cell.grade_id] = heading or cell.grade_id
    return titles


def make_template(
    name: str, truth: Mapping[str, Any], release: Mapping[str, Any], *, complete: bool = True
) -> Template:
    """Describe and plan a notebook; for `complete` see `ownership.make_plan`.

    Raises:
        SourceError: see `ownership.make_plan`.
    """
    cells = tuple(describe(cell, index) for index, cell in enumerate(truth["cells"]))
    tags = [cell.get("metadata", {}).get("tags", []) for cell in truth["cells"]]
    released = {
        info.grade_id: info.source for info in map(describe, release["cells"]) if info.grade_id
    }
    plan = make_plan(cells, tags, where=f"{name}.ipynb", complete=complete)
    return Template(name, truth, released, cells, plan, manual_titles(cells))
