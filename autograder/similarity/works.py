"""What a student wrote: the texts of a submission that are not the assignment's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from autograder.cells import Role
from autograder.reports.sanitize import visible

MAX_CHARACTERS: Final = 200_000
"""Of the code, and of the text, of one submission; more is not compared."""
_OURS: Final = frozenset({Role.TEST, Role.READONLY})


@dataclass(frozen=True)
class Work:
    """The code cells and the text cells that a student wrote, each as one text."""

    student: str
    code: str
    text: str


def sources(notebooks: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The sources of all cells: who hands in the release as it was wrote nothing."""
    return frozenset(_source(cell) for book in notebooks for cell in book["cells"])


def _source(cell: Mapping[str, Any]) -> str:
    """A notebook's file may have the lines of a cell as a list."""
    source = cell.get("source", "")
    return ("".join(source) if isinstance(source, list) else str(source)).strip()


def work_of(student: str, notebooks: Iterable[Mapping[str, Any]], given: Collection[str]) -> Work:
    """What `student` wrote, by the executed notebooks of a run.

    Args:
        given: sources of cells that are in the release.
    """
    parts: dict[bool, list[str]] = {True: [], False: []}
    for notebook in notebooks:
        for cell in notebook.get("cells", ()):
            role = cell.get("metadata", {}).get("autograder", {}).get("role")
            source = _source(cell)
            if role not in _OURS and source and source not in given:
                parts[cell.get("cell_type") == "code"].append(visible(source))
    code, text = ("\n\n".join(found)[:MAX_CHARACTERS] for found in (parts[True], parts[False]))
    return Work(student, code, text)
