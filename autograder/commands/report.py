"""`autograder report`: feedback pages and the class report, or the scores as a table."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape

from autograder import terminal
from autograder.assignment import Assignment
from autograder.course import Course
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.grading.pages import current, write_pages
from autograder.grading.printed import print_notes
from autograder.reports import course_table, tables
from autograder.reports.wording import plural

FORMATS = ("html", "csv", "json")


def run(args: argparse.Namespace) -> int:
    """Write the report of an assignment, or of all that were graded.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str | None): its name.
        all (bool): every assignment in the gradebook instead.
        format (str): "html", "csv" or "json".
        output (Path | None): folder of the pages (`.autograder/reports/<assignment>` if None),
            or file of the table (standard output if None).
        release (bool): from now on students see the verdicts that wait for release.
    """
    if args.format not in FORMATS:
        raise UsageError(f"no format {args.format!r}", hint=f"Formats: {', '.join(FORMATS)}.")
    if args.all and args.release:
        raise UsageError("--release is for one assignment", hint="Name it instead of --all.")
    if args.all and args.format == "html" and args.output is not None:
        raise UsageError("each assignment's pages have a folder of their own", hint="No --output.")
    course = Course.load(args.course)
    with Gradebook.open(course.db_url) as gradebook:
        if args.all:
            _report_all(course, gradebook, args.format, args.output)
        else:
            source = course.assignment(args.assignment)
            if args.release:
                gradebook.release_feedback(source.name, at=datetime.now(UTC))
            _report(course, gradebook, source, args.format, args.output)
    return 0


def _report(
    course: Course, gradebook: Gradebook, source: Assignment, form: str, output: Path | None
) -> None:
    if form == "html":
        _write_pages(course, gradebook, source, output)
    else:
        assignment = current(gradebook, source)
        summaries = gradebook.submissions(source.name)
        make = tables.to_csv if form == "csv" else tables.to_json
        _write_table(
            make(assignment, summaries), form, output, plural(len(summaries), "submission")
        )
    print_notes(terminal.remarks(), source.name, gradebook.submissions(source.name))


def _report_all(course: Course, gradebook: Gradebook, form: str, output: Path | None) -> None:
    graded = {assignment.name: assignment for assignment in gradebook.assignments()}
    if not graded:
        raise UsageError("nothing was graded yet", hint="autograder grade ASSIGNMENT")
    # Those whose sources are gone keep their scores, and their place in the table.
    sources = [course.assignment(name) for name in course.assignments() if name in graded]
    if form == "html":
        for source in sources:
            _report(course, gradebook, source, form, None)
        return
    for source in sources:
        graded[source.name] = current(gradebook, source)
    summaries = {name: gradebook.submissions(name) for name in graded}
    scores = course_table.gather(list(graded.values()), gradebook.students(), summaries)
    make = course_table.to_csv if form == "csv" else course_table.to_json
    _write_table(make(scores), form, output, plural(len(scores.students), "student"))
    for name, found in summaries.items():
        print_notes(terminal.remarks(), name, found)


def _write_pages(
    course: Course, gradebook: Gradebook, source: Assignment, output: Path | None
) -> None:
    console = terminal.results()
    written = write_pages(course, gradebook, source, output)
    for name in written.missing:
        console.print(f"[yellow]warning[/] {escape(name)}: the executed notebook is not readable")
    console.print(f"{plural(written.pages, 'feedback page')} and {escape(str(written.index))}")


def _write_table(text: str, form: str, output: Path | None, rows: str) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    # In a file with its mark, or Excel takes UTF-8 for the encoding of the machine.
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    write_atomic(output, text.encode(encoding, "replace"))
    terminal.results().print(f"{rows} in {escape(str(output))}")
