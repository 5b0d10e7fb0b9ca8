"""Attacks as data: one file of `attacks/` each, in percent format.

The header says what is attacked and what has to come of it::

    # class: 15                       numbers of the classes that it belongs to
    # attack: an object that equals everything
    # want: V1                        V1 to V5, see docs/threat-model.md
    # outcome: graded as what it is   for the table of docs/threat-model.md
    # expect: q1_visible=failed q1_hidden=failed
                                      verdicts; tests that are not named have to pass
    # below: q2_hidden                tests that give a part of their points at most
    # runner: sandbox                 an attack on the host: not for the process runner
    # exercise: networks              `numbers` if there is no such line
    # status: invalid                 of the submission, if not one that was graded
    # flag: had been changed          part of a remark for staff that has to be there
    # sees: canary-released-64f0      what the student may and must find, so that the search
                                      is known to work
    # file: <folder>/x.ipynb          name of the upload, if not that of the attack

Then come the cells. ``# %% q1`` replaces an answer, ``# %% first`` and ``# %% after q1_hidden``
add a cell of the student's own, and ``# %% forge`` is no cell: the suite runs it to change the
uploaded `notebook` (or `data`, its bytes; or the `folder` that holds it) as an editor would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

FOLDER = Path(__file__).parent / "attacks"
SANDBOXES = ("docker", "bubblewrap")
_REQUIRED = frozenset({"class", "attack", "want", "outcome"})
_OPTIONAL = frozenset({"expect", "runner", "exercise", "status", "flag", "sees", "file", "below"})
_HEADER = re.compile(r"^# ([a-z-]+): (.+)$")
_CELL = re.compile(r"^# %% (first|forge|after \w+|\w+)$")


def _unescape(mark: str) -> str:
    return "\n" if mark == "\\n" else chr(int(mark[2:], 16))


@dataclass(frozen=True)
class Attack:
    """One hostile submission and what has to come of it."""

    name: str
    header: Mapping[str, str]
    cells: Mapping[str, str]

    @property
    def classes(self) -> tuple[int, ...]:
        return tuple(int(number) for number in self.header["class"].split())

    @property
    def exercise(self) -> str:
        return self.header.get("exercise", "numbers")

    @property
    def file(self) -> str:
        """Path of the upload in the folder of submissions; escapes as in Python."""
        name = self.header.get("file", f"{self.name}.ipynb")
        return re.sub(r"\\(n|u[0-9a-f]{4})", lambda mark: _unescape(mark[0]), name)

    @property
    def student(self) -> str:
        first, *rest = Path(self.file).parts
        name = first if rest else Path(first).stem
        return re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", name)

    def with_host(self, port: int, name: str) -> Attack:
        """The attack on a listener of this host: a port, and the name of an abstract socket."""
        cells = {
            key: text.replace("HOST_PORT", str(port)).replace("HOST_SOCKET", name)
            for key, text in self.cells.items()
        }
        return Attack(self.name, self.header, cells)

    def suits(self, runner: str) -> bool:
        """Whether that runner has to withstand it; "sandbox" stands for each that is one."""
        wanted = self.header.get("runner", runner)
        return wanted == runner or (wanted == "sandbox" and runner in SANDBOXES)

    @property
    def verdicts(self) -> dict[str, set[str]]:
        """Verdicts that are right, by the test's id; tests that are not named have to pass."""
        pairs = (item.split("=") for item in self.header.get("expect", "").split())
        return {test: set(verdicts.split("|")) for test, verdicts in pairs}

    @property
    def below(self) -> frozenset[str]:
        """Tests that give a part of their points at most."""
        return frozenset(self.header.get("below", "").split())

    def upload(self, folder: Path, release: Any, honest: Mapping[str, str]) -> None:
        """Write the submission below `folder`, on the base of honest answers."""
        notebook = nbformat.from_dict(release)
        for cell in list(notebook.cells):
            grade_id = cell.metadata.nbgrader.grade_id
            cell.source = self.cells.get(grade_id, honest.get(grade_id, cell.source))
            if own := self.cells.get(f"after {grade_id}"):
                place = notebook.cells.index(cell) + 1
                notebook.cells.insert(place, nbformat.v4.new_code_cell(own))
        if own := self.cells.get("first"):
            notebook.cells.insert(0, nbformat.v4.new_code_cell(own))
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        scope = {"notebook": notebook, "nbformat": nbformat, "folder": path.parent, "path": path}
        exec(compile(self.cells.get("forge", ""), f"{self.name} (forge)", "exec"), scope)
        data = scope.get("data", "")
        if data is not None:
            path.write_bytes(data or nbformat.writes(scope["notebook"]).encode())


def read_attack(path: Path) -> Attack:
    """Parse one file; everything that the suite would not understand is an error."""
    header: dict[str, str] = {}
    cells: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if mark := _CELL.match(line):
            lines = cells.setdefault(mark.group(1), [])
        elif lines is not None:
            lines.append(line)
        elif field := _HEADER.match(line):
            header[field.group(1)] = field.group(2).strip()
        elif line.strip():
            raise ValueError(f"{path}, line {number}: neither a field nor a cell")
    unknown = header.keys() - _REQUIRED - _OPTIONAL
    missing = _REQUIRED - header.keys()
    if unknown or missing or not cells:
        raise ValueError(f"{path}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    return Attack(path.stem, header, {name: "\n".join(text) for name, text in cells.items()})


@cache
def attacks() -> tuple[Attack, ...]:
    """All attacks, in order of their names."""
    return tuple(read_attack(path) for path in sorted(FOLDER.glob("*.py")))
