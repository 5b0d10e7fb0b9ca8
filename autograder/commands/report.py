"""`autograder report`: feedback pages and the class report, or the scores as a table."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.course import Course
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.grading.pages import write_pages
from autograder.grading.printed import print_notes
from autograder.reports import site, tables
from autograder.reports.wording import plural

TABLES = {"csv": tables.to_csv, "json": tables.to_json}
FORMATS = ("html", *TABLES)


def run(args: argparse.Namespace) -> int:
    """Write the report of an assignment.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        format (str): "html", "csv" or "json".
        output (Path | None): folder of the pages (`.autograder/reports/<assignment>` if None),
            or file of the table (standard output if None).
        release (bool): from now on students see the verdicts that wait for release.
    """
    if args.format not in FORMATS:
        raise UsageError(f"no format {args.format!r}", hint=f"Formats: {', '.join(FORMATS)}.")
    course = Course.load(args.course)
    source = course.assignment(args.assignment)
    console = Console(highlight=False, soft_wrap=True)
    progress = Console(stderr=True, highlight=False)
    with Gradebook.open(course.db_url) as gradebook:
        if args.release:
            gradebook.release_feedback(args.assignment, at=datetime.now(UTC))
        if args.format in TABLES:
            gradebook.set_due(source.name, source.due)
            assignment = site.with_title(gradebook.assignment(args.assignment), source.title)
            summaries = gradebook.submissions(args.assignment)
            # In a file with its mark, or Excel takes UTF-8 for the encoding of the machine.
            encoding = "utf-8-sig" if args.format == "csv" else "utf-8"
            _table(TABLES[args.format](assignment, summaries), args.output, encoding)
            if args.output is not None:
                rows = plural(len(summaries), "submission")
                console.print(f"{rows} in {escape(str(args.output))}")
            print_notes(progress, source.name, summaries)
            return 0
        written = write_pages(course, gradebook, source, args.output)
        summaries = gradebook.submissions(source.name)
    print_notes(progress, source.name, summaries)
    for name in written.missing:
        console.print(f"[yellow]warning[/] {escape(name)}: the executed notebook is not readable")
    console.print(f"{plural(written.pages, 'feedback page')} and {escape(str(written.index))}")
    return 0


def _table(text: str, output: Path | None, encoding: str) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        write_atomic(output, text.encode(encoding, "replace"))
