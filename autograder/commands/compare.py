"""`autograder compare`: pairs of submissions that are alike."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from rich.markup import escape
from rich.table import Table

from autograder import terminal
from autograder.course import Course
from autograder.errors import SourceError, UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.notebooks import read_notebook
from autograder.people import some_of
from autograder.reports import pages, sanitize
from autograder.reports.outputs import check_file
from autograder.reports.site import load_notebooks
from autograder.reports.wording import plural
from autograder.similarity.pairs import COMMON_AT_LEAST, LEAST, Alike, Passages, alike
from autograder.similarity.works import Work, sources, work_of

PAGE: Final = "alike.html"
_KICKER: Final = b">Submissions that are alike<"
"""In each such page."""
MOST_PAIRS: Final = 200
"""On the page and in the table: each is shown with both texts."""


class _LeftOut(NamedTuple):
    """What of a student's is compared with nobody's, and why."""

    student: str
    why: str


def run(args: argparse.Namespace) -> int:
    """Compare the submissions that count now, as far as they were examined.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        above (float): percent that a pair has to share.
        output (Path | None): the page; `alike.html` beside the class report if None.
        format (str): "table" or "json", on standard output.
    """
    if args.output is not None:
        check_file(args.output, lambda path: _KICKER in path.read_bytes(), example=PAGE)
    course = Course.load(args.course)
    source = course.assignment(args.assignment)
    released = _released(course.release_folder(source.name), source.name)
    with Gradebook.open(course.db_url) as gradebook:
        summaries = gradebook.submissions(source.name)
    given = sources(released)
    works: list[Work] = []
    left_out: list[_LeftOut] = []
    for summary in summaries:
        student = summary.student.name
        notebooks, missing = load_notebooks(course.state_dir, summary.run)
        left_out += [
            _LeftOut(student, f"{stem}: the executed notebook is not readable") for stem in missing
        ]
        if notebooks:
            works.append(work_of(student, notebooks.values(), given))
        elif not missing:
            left_out.append(_LeftOut(student, "it was not examined"))
    ours = work_of("", released, ())
    found = alike(works, ours, above=args.above / 100)
    page = args.output or course.state_dir / "reports" / source.name / PAGE
    title = source.title or source.name
    _write_page(page, title, found, len(works), left_out, args.above / 100)
    if args.format == "json":
        print(json.dumps(_as_json(source.name, found, len(works), left_out, page), indent=1))
    else:
        _print(found, len(works), left_out, page)
    return 0


def _released(folder: Path, name: str) -> list[dict[str, Any]]:
    """The notebooks of the release.

    Raises:
        UsageError: there are none: what was given could not be told from what was written.
    """
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        hint = f"autograder build {shlex.quote(name)}"
        raise UsageError(f"no release of {name} in {folder}", hint=hint)
    return [read_notebook(path, error=SourceError) for path in paths]


def _write_page(
    path: Path,
    title: str,
    found: Alike,
    compared: int,
    left_out: list[_LeftOut],
    above: float,
) -> None:
    text = pages.render(
        "alike.html",
        title=sanitize.plain(title),
        groups=found.groups,
        pairs=found.pairs[:MOST_PAIRS],
        more_pairs=max(0, len(found.pairs) - MOST_PAIRS),
        compared=compared,
        left_out=left_out,
        above=above,
        least=LEAST,
        common=COMMON_AT_LEAST,
        now=datetime.now(UTC),
        plain=sanitize.plain,
    )
    write_atomic(path, text.encode("utf-8", "replace"))


def _as_json(
    name: str, found: Alike, compared: int, left_out: list[_LeftOut], page: Path
) -> dict[str, Any]:
    """The object that docs/cli.md describes."""
    return {
        "assignment": name,
        "compared": compared,
        "not_compared": [item._asdict() for item in left_out],
        "page": str(page),
        "pairs": [
            {
                "students": [pair.first, pair.second],
                "code": _share(pair.code),
                "text": _share(pair.text),
            }
            for pair in found.pairs
        ],
        "groups": [
            {"students": list(group.students), "of": _part(group.is_code)} for group in found.groups
        ],
    }


def _share(part: Passages | None) -> float | None:
    return None if part is None else round(part.share, 3)


def _part(is_code: bool) -> str:
    return "code" if is_code else "text"


def _print(found: Alike, compared: int, left_out: list[_LeftOut], page: Path) -> None:
    console = terminal.results()
    if found.pairs:
        table = Table("Students", "Code", "Text")
        for pair in found.pairs[:MOST_PAIRS]:
            parts = (f"{100 * part.share:.0f} %" if part else "" for part in (pair.code, pair.text))
            table.add_row(f"{escape(pair.first)}, {escape(pair.second)}", *parts)
        console.print(table)
    for item in left_out:
        text = escape(f"{item.student}: {item.why}")
        console.print(f"[yellow]warning[/] {text}; not compared")
    for group in found.groups:
        names = escape(some_of(group.students))
        what = f"the {_part(group.is_code)} of these {len(group.students)} is alike as a whole"
        console.print(f"[yellow]note[/]: {what}: {names}")
    pairs = plural(len(found.pairs), "pair")
    console.print(f"{pairs} of {plural(compared, 'submission')}; read both before you conclude.")
    console.print(f"Page: {escape(str(page))}")
    sys.stdout.flush()
