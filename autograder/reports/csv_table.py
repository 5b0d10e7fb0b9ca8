"""Reading CSV files that people made with a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from autograder.errors import UsageError

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .ods, and .xls files begin."""
_SEPARATOR: Final = re.compile(r'"?sep=([^\r\n"])"?[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")

csv.field_size_limit(1 << 24)  # a comment may be longer than the 128 KiB of the default

Row = tuple[int, dict[str, str]]
"""Number of the line in the file, and the cells by column."""


def read_text(path: Path) -> str:
    """The text of a CSV file: UTF-8, UTF-16 with a byte order mark, or Windows' own encoding.

    Raises:
        UsageError: the file cannot be read, or is a workbook.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read: {problem.strerror or problem}") from None
    if data.startswith(_WORKBOOKS):
        hint = "Save it as CSV (in Excel: CSV UTF-8)."
        raise UsageError(f"{path.name}: a workbook of a spreadsheet program, not CSV", hint=hint)
    if data.startswith(_UTF_16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older spreadsheet programs on Windows write their own encoding.
        return data.decode("cp1252", "replace")


def read_rows(text: str, name: str, columns: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows of a table, with the cells of `columns` that it has.

    Separated by commas, semicolons or tabs. Other columns may stand beside these.

    Args:
        name: of the file, for messages.
        columns: the names that each column may have in the file, in small letters; the first of
            those is asked for where a needed column is missing. One that must be there has
            an empty text among its names.

    Raises:
        UsageError: a column that must be there is not; the file is no table.
    """
    # Strictly, or a quotation mark that is never closed makes one cell of all that follows.
    first = separator_line(text)
    rows = csv.DictReader(_lines(text), delimiter=delimiter_of(text), strict=True)
    found: list[Row] = []
    try:
        titles = [(title or "").strip().lower() for title in rows.fieldnames or ()]
        rows.fieldnames = titles
        chosen = {
            column: next((title for title in allowed if title and title in titles), "")
            for column, allowed in columns.items()
        }
        for column, allowed in columns.items():
            if "" in allowed and not chosen[column]:
                raise UsageError(f"{name}: no column {allowed[0]!r}", hint=what_is_there(titles))
        for row in rows:
            cells = {
                column: (row.get(title) or "").strip() for column, title in chosen.items() if title
            }
            found.append((rows.line_num + bool(first), cells))
    except csv.Error as problem:
        raise _no_table(name, problem) from None
    return found


def read_cells(text: str, name: str) -> list[list[str]]:
    """All cells as they are, line by line; the first line holds the titles.

    Raises:
        UsageError: the file is no table.
    """
    try:
        reader = csv.reader(_lines(text), delimiter=delimiter_of(text), strict=True)
        return list(reader)
    except csv.Error as problem:
        raise _no_table(name, problem) from None


def delimiter_of(text: str) -> str:
    """What separates the titles, which may hold others in quotes: a comma, semicolon or tab.

    What a first line `sep=…` names comes before that.
    """
    if said := _SEPARATOR.match(_bare(text)):
        return said[1]
    titles = re.split(r"[\r\n]", re.sub(r'"[^"]*"', "", _bare(text)), maxsplit=1)[0]
    return max(",;\t", key=titles.count)


def separator_line(text: str) -> str:
    """The first line of a table if it says what separates the cells, as Excel knows it."""
    said = _SEPARATOR.match(_bare(text))
    return said[0] if said else ""


def _lines(text: str) -> io.StringIO:
    """The lines of the table, which may end in a carriage return alone."""
    return io.StringIO(_bare(text)[len(separator_line(text)) :], newline="")


def _bare(text: str) -> str:
    return text.lstrip("\ufeff")


def _no_table(name: str, problem: csv.Error) -> UsageError:
    hint = "Save it as CSV, with a header in the first line."
    return UsageError(f"{name}: no CSV file: {problem}", hint=hint)


def what_is_there(titles: Sequence[str]) -> str:
    """The columns of a table, for the second line of a message."""
    shown = ", ".join(repr(title[:40]) for title in titles if title)
    return f"Its first line has the columns {shown}." if shown else "Its first line is empty."
