"""What the last check of an assignment found, kept in its `assignment.toml` under `[checked]`.

It travels with the assignment to other machines, unlike the results of single examinations.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomlkit

from autograder.assignment import TOML_NAME, Assignment
from autograder.cells import describe
from autograder.checking import equivalent
from autograder.checking.programs import variant_files
from autograder.checking.report import Report, State
from autograder.course import Course
from autograder.errors import SourceError
from autograder.notebooks import read_notebook
from autograder.pipeline import other_files
from autograder.toml_edit import edit_toml
from autograder.toml_table import Table

KEY: Final = "checked"

_DIGITS: Final = 16
_HINT: Final = "Delete the table, and type `autograder check NAME --write`."


@dataclass(frozen=True, kw_only=True)
class Record:
    """A whole check, in numbers.

    Args:
        date: of the check.
        backend: where it ran.
        seed: what the tests drew from.
        fingerprint: of what was checked, see `fingerprint`.
        errors, warnings: findings.
        right, wrong: variants.
        mutants: that count for the kill rate; `killed` of them lost points.
        equivalent: marked as right by the author.
        left_out: of the sample.
    """

    date: dt.date
    backend: str
    seed: int
    fingerprint: str
    errors: int
    warnings: int
    right: int
    wrong: int
    mutants: int
    killed: int
    equivalent: int
    left_out: int

    @classmethod
    def of(cls, report: Report) -> Record:
        """The record of a whole check."""
        return cls(
            date=report.made.date(),
            backend=report.machine,
            seed=report.seed,
            fingerprint=report.fingerprint,
            errors=len(report.errors),
            warnings=len(report.warnings),
            right=report.right,
            wrong=len(report.variants) - report.right,
            mutants=len(report.counted),
            killed=report.killed,
            equivalent=sum(trial.state is State.EQUIVALENT for trial in report.trials),
            left_out=report.sampled,
        )

    @classmethod
    def read(cls, assignment: Assignment) -> Record | None:
        """The record in `assignment.toml`, if there is one.

        Raises:
            ConfigError: it misses a value, or has one that it cannot have.
        """
        if not assignment.checked:
            return None
        table = Table(assignment.folder / TOML_NAME, assignment.checked, KEY)
        fields = dataclasses.fields(cls)
        table.allow([field.name for field in fields])
        return cls(**{field.name: _value(table, field.name, str(field.type)) for field in fields})

    def is_of(self, course: Course, assignment: Assignment) -> bool:
        """Whether what was checked then is what is there now.

        Raises:
            SourceError: a file of the assignment cannot be read.
        """
        return self.fingerprint == fingerprint(course, assignment)


def _value(table: Table, name: str, kind: str) -> Any:
    if name not in table:
        raise table.error(name, "is missing", _HINT)
    value = table.raw(name)
    if kind == "int":
        return table.integer(name)
    if kind == "str":
        return table.text(name, required=True)
    if type(value) is not dt.date:
        raise table.error(name, f"{value!r}: a date is needed", _HINT)
    return value


def write_record(file: Path, record: Record) -> bool:
    """Store `record` in an `assignment.toml`; returns whether the file differs now.

    Raises:
        ConfigError: the file is no TOML.
        StorageError: it cannot be read or written.
    """

    def put(document: tomlkit.TOMLDocument) -> None:
        if KEY not in document:
            document[KEY] = tomlkit.table()
        table: Any = document[KEY]
        table.update(dataclasses.asdict(record))

    return edit_toml(file, put)


def fingerprint(course: Course, assignment: Assignment) -> str:
    """Hash of what the results of a check depend on, beside the machine and the grader itself.

    These are the code cells with their points, the variants, the files beside the notebooks, the
    limits and the modules; not the texts, so that a corrected word does not cost a check.

    Raises:
        SourceError: a file of the assignment cannot be read.
    """
    digest = hashlib.sha256()

    def add(what: str, value: bytes) -> None:
        digest.update(f"{what}\0{len(value)}\0".encode() + value)

    for notebook in assignment.notebooks:
        for index, cell in enumerate(read_notebook(notebook, error=SourceError).cells):
            info = describe(cell, index)
            if info.is_code:
                what = f"{notebook.name} {info.role} {info.grade_id} {info.points:g}"
                add(what, info.source.encode("utf-8", "surrogatepass"))
    files = {name: path.read_bytes() for name, path in variant_files(assignment).items()}
    marked = assignment.folder / equivalent.NAME
    if marked.is_file():
        files[equivalent.NAME] = marked.read_bytes()
    files |= other_files(course, assignment)
    for name in sorted(files):
        add(name, files[name])
    run = (sorted(assignment.env.items()), assignment.modules, assignment.gpu, assignment.limits)
    add("run", repr(run).encode())
    return digest.hexdigest()[:_DIGITS]
