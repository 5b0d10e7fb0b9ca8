"""The notebook that is graded: the instructor's, with the student's answers and own cells in it.

From a submission come only the sources of answer cells (by `grade_id`) and of cells that the
student added, at their place. Locked cells, tests and all metadata are the instructor's; outputs,
tags, kernelspec and the like of the submission are ignored. What was restored is noted for staff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.cells import CellInfo, Role, describe
from autograder.errors import SubmissionError
from autograder.examine.template import Template

_FROM_STUDENT = frozenset({Role.ANSWER, Role.MANUAL})
_MAX_OWN_CELLS = 5_000


@dataclass(frozen=True)
class AssembledCell:
    """One cell to run or show. `index` is its place in the instructor's notebook, or None."""

    info: CellInfo
    index: int | None
    attachments: Mapping[str, Any]


@dataclass(frozen=True)
class Assembled:
    """A submission, put together. `unchanged` are answers left as released; `flags` for staff."""

    cells: tuple[AssembledCell, ...]
    flags: tuple[str, ...]
    unchanged: frozenset[str]


def assemble(template: Template, submission: Mapping[str, Any]) -> Assembled:
    """Build the notebook that is graded.

    Raises:
        SubmissionError: none of the assignment's answer cells is in it, or it has more than
            5,000 cells of the student's own.
    """
    known = {cell.grade_id: cell for cell in template.cells if cell.grade_id}
    flags: list[str] = []
    given: dict[str, Mapping[str, Any]] = {}
    own: dict[str, list[AssembledCell]] = {"": []}
    above = ""
    for cell in submission["cells"]:
        info = describe(cell)
        if info.grade_id in known and info.grade_id not in given:
            given[info.grade_id] = cell
            above = info.grade_id
            continue
        if info.grade_id in known:
            flags.append(f"a second cell {info.grade_id} was ignored")
            continue
        own.setdefault(above, []).append(_own_cell(cell))
    _check(template, given, own)
    cells = list(own[""])
    # The instructor's own cells without an id came with the release, as the student's copy.
    for info in template.cells:
        if not info.grade_id:
            continue
        cells.append(_graded_cell(template, info, given.get(info.grade_id), flags))
        cells += own.get(info.grade_id, [])
    flags += _moved(template, list(given))
    return Assembled(tuple(cells), tuple(flags), _unchanged(template, given))


def _own_cell(cell: Mapping[str, Any]) -> AssembledCell:
    info = CellInfo(-1, str(cell["cell_type"]), Role.PLAIN, "", 0.0, str(cell["source"]))
    return AssembledCell(info, None, cell.get("attachments", {}))


def _check(
    template: Template,
    given: Mapping[str, Mapping[str, Any]],
    own: Mapping[str, Sequence[AssembledCell]],
) -> None:
    answers = [cell.grade_id for cell in template.cells if cell.role in _FROM_STUDENT]
    if answers and not any(grade_id in given for grade_id in answers):
        raise SubmissionError(
            f"{template.name}.ipynb: none of the {len(answers)} answer cells of this notebook is "
            "in the submission (cells are recognised by their nbgrader metadata)",
            hint="Hand in the released notebook, with the answers in its answer cells.",
        )
    if sum(map(len, own.values())) > _MAX_OWN_CELLS:
        raise SubmissionError(
            f"{template.name}.ipynb: more than {_MAX_OWN_CELLS} cells were added",
            hint="Hand in the notebook without the generated cells.",
        )


def _graded_cell(
    template: Template, info: CellInfo, cell: Mapping[str, Any] | None, flags: list[str]
) -> AssembledCell:
    released = template.released.get(info.grade_id, "")
    if info.role in _FROM_STUDENT:
        if cell is None:
            flags.append(f"answer cell {info.grade_id} was missing; taken as left empty")
            return AssembledCell(_with_source(info, released), info.index, {})
        if cell["cell_type"] != info.cell_type:
            flags.append(
                f"answer cell {info.grade_id} had been turned into a {cell['cell_type']} cell"
            )
        answer = _with_source(info, str(cell["source"]))
        return AssembledCell(answer, info.index, cell.get("attachments", {}))
    if cell is None:
        flags.append(f"{_NAMES[info.role]} {info.grade_id} was missing and has been restored")
    elif str(cell["source"]).strip() != released.strip():
        flags.append(f"{_NAMES[info.role]} {info.grade_id} had been changed and has been restored")
    return AssembledCell(info, info.index, {})


_NAMES = {Role.TEST: "test cell", Role.READONLY: "read-only cell", Role.TASK: "task"}


def _with_source(info: CellInfo, source: str) -> CellInfo:
    return CellInfo(info.index, info.cell_type, info.role, info.grade_id, info.points, source)


def _moved(template: Template, order: Sequence[str]) -> list[str]:
    wanted = [cell.grade_id for cell in template.cells if cell.grade_id in set(order)]
    return [] if wanted == list(order) else ["cells had been moved; the original order was used"]


def _unchanged(template: Template, given: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Answers whose text is that of the release, white space at line ends aside."""
    return frozenset(
        info.grade_id
        for info in template.cells
        if info.role in _FROM_STUDENT
        and (
            info.grade_id not in given
            or _text(str(given[info.grade_id]["source"]))
            == _text(template.released.get(info.grade_id, ""))
        )
    )


def _text(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))
