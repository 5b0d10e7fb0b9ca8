"""Faults of style in a notebook: what a student would stumble over."""

from __future__ import annotations

import ast
import builtins
import difflib
import io
import keyword
import re
import tokenize
from collections.abc import Iterator, Mapping
from typing import Final

from autograder.cells import CellInfo, Role, title, without_hidden
from autograder.checking import markdown_style
from autograder.checking.findings import Finding, Kind, warning
from autograder.examine.ownership import names_of, python_source
from autograder.examine.template import Template

SUBJECT: Final = "style"
_ABSOLUTE = re.compile(
    r"(?<![\w.:/])(/(?:home|Users|root|content|kaggle|mnt|tmp|opt)/[\w.\-/]+|[A-Z]:\\\\?\w+)"
)
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_CALL = re.compile(r"^([A-Za-z_]\w*)\(")
_NAME = re.compile(r"^[A-Za-z_]\w{3,}$")
_SIMILAR: Final = 0.86
"""From this ratio on a name that does not exist is taken for a misspelt one that does."""


def find_style(
    template: Template, files: Mapping[str, bytes], words: tuple[str, ...] = ()
) -> list[Finding]:
    """Findings in the instructor's notebook.

    Args:
        files: other files of the release, by name: links may lead there.
        words: names in the text that need not exist in the notebook, and beginnings of paths
            that everybody has, such as `/content` on Colab.
    """
    found = []
    cells = template.cells
    headings = markdown_style.headings(cells)
    known = known_names(cells)
    allowed = known | set(words) | set(dir(builtins)) | set(keyword.kwlist)
    for cell in cells:
        where = cell.grade_id or f"cell {cell.index + 1}"
        problems = [*_paths(cell, words)]
        if cell.cell_type == "markdown":
            problems += markdown_style.problems(cell.source)
            problems += markdown_style.broken_links(cell.source, files, headings)
            problems += _promised(cell.source, known, allowed)
        elif cell.role is Role.TEST:
            problems += _test_problems(cell, template)
        found += [
            warning(Kind.STYLE, SUBJECT, text, test=where, advice=advice)
            for text, advice in problems
        ]
    return found


def _test_problems(cell: CellInfo, template: Template) -> Iterator[tuple[str, str]]:
    if title(cell) == cell.grade_id:
        yield "has no title line", "Begin it with a comment that says what is tested."
    given = {
        module
        for other in template.cells
        if other.is_code and other.role is not Role.TEST
        for module in modules_of(without_hidden(other.source))
    }
    for module in sorted(modules_of(without_hidden(cell.source)) - given):
        yield (
            f"the visible part imports {module}, which the notebook does not",
            f"Import {module} in the set-up cell, or only in the hidden region.",
        )


def modules_of(source: str) -> set[str]:
    """Top-level modules that a cell imports, also inside functions."""
    try:
        tree = ast.parse(python_source(source))
    except (SyntaxError, ValueError):
        return set()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def _paths(cell: CellInfo, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for match in _ABSOLUTE.finditer(cell.source):
        if match.group(1).startswith(words):
            continue
        yield (
            f"the absolute path {match.group(1)!r} exists on no other machine",
            "Write it relative to the notebook, or name it in [check] words.",
        )


def known_names(cells: tuple[CellInfo, ...]) -> set[str]:
    """Every identifier of the notebook's code: names, attributes, arguments, words in texts."""
    known: set[str] = set()
    for cell in cells:
        if not cell.is_code:
            continue
        names = names_of(cell.source)
        known |= names.bound | names.used
        try:
            for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
                if token.type in (tokenize.NAME, tokenize.STRING, tokenize.COMMENT):
                    known |= set(re.findall(r"[A-Za-z_]\w*", token.string))
        except (tokenize.TokenError, SyntaxError, IndentationError):
            known |= set(re.findall(r"[A-Za-z_]\w*", cell.source))
    return known


def _promised(source: str, known: set[str], allowed: set[str]) -> Iterator[tuple[str, str]]:
    """Functions in backticks that do not exist, and names that differ a little from the code's."""
    said = set()
    for code in _CODE.findall(source):
        call = _CALL.match(code)
        name = call.group(1) if call else code.strip()
        if name in said or name in allowed or not _NAME.match(name):
            continue
        said.add(name)
        near = difflib.get_close_matches(name, known, n=1, cutoff=_SIMILAR)
        if near:
            yield (
                f"the text says `{name}`, the code `{near[0]}`",
                "Spell it alike; if both are meant, name it in [check] words.",
            )
        elif call:
            yield (
                f"the text promises `{name}`, which nothing in the notebook defines or uses",
                "Define it, correct the text, or name it in [check] words.",
            )
