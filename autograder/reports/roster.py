"""The roster of a course: reading a list of students, and writing it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from autograder.errors import UsageError
from autograder.gradebook.values import StudentRow
from autograder.people import composed
from autograder.reports.csv_table import read_rows
from autograder.reports.tables import inert, original

_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "name": ("id", "student", "login", "username", ""),
    "first_name": ("first_name", "first name", "firstname"),
    "last_name": ("last_name", "last name", "lastname", "surname"),
    "email": ("email", "email address", "e-mail"),
}
"""Names of the columns in the file; nbgrader's first, then those of learning-management systems."""


def read_roster(text: str, name: str, known: Sequence[StudentRow]) -> list[StudentRow]:
    """The students that are new in a roster, or have another name or address than in `known`.

    What the roster leaves empty stays as it is known.

    Args:
        name: of the file, for messages.

    Raises:
        UsageError: there is no column of logins; a line has none; a login is there twice.
    """
    before = {composed(student.name): student for student in known}
    lines: dict[str, int] = {}
    changed = []
    for number, cells in read_rows(text, name, _COLUMNS):
        values = {column: original(cell) for column, cell in cells.items() if cell}
        if not values:
            continue
        login = composed(values.pop("name", ""))
        if not login:
            raise UsageError(f"{name}, line {number}: no login", hint="Fill in the first column.")
        if login in lines:
            message = f"{name}, line {number}: {login} stands in line {lines[login]}, too"
            raise UsageError(message, hint="Keep one of them.")
        lines[login] = number
        old = before.get(login)
        new = replace(old or StudentRow(name=login), **values)
        if new != old:
            changed.append(new)
    return changed


def write_roster(students: Sequence[StudentRow]) -> str:
    """All students as CSV, in nbgrader's columns."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "first_name", "last_name", "email"))
    for row in students:
        writer.writerow(map(inert, (row.name, row.first_name, row.last_name, row.email)))
    return text.getvalue()
