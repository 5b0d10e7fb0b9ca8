"""`autograder report`: feedback pages and the class report, or the scores as a table."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Collection
from pathlib import Path

from rich.markup import escape

from autograder import terminal
from autograder.assignment import Assignment
from autograder.course import Course
from autograder.errors import ConfigError, SourceError, UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.grading.pages import current, find_source, was_graded, write_pages
from autograder.grading.printed import print_notes
from autograder.reports import course_table, tables
from autograder.reports.feedback import HiddenPolicy
from autograder.reports.outputs import check_file, check_folder
from autograder.reports.wording import plural


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
        withdraw_release (bool): from now on these verdicts wait again.
    """
    if args.all and (args.release or args.withdraw_release):
        option = "--release" if args.release else "--withdraw-release"
        raise UsageError(f"{option} is for one assignment", hint="Name it instead of --all.")
    if args.all and args.format == "html" and args.output is not None:
        raise UsageError("each assignment's pages have a folder of their own", hint="No --output.")
    _check_output(args.format, args.output)
    course = Course.load(args.course)
    with Gradebook.open(course.db_url) as gradebook:
        if args.all:
            _report_all(course, gradebook, args.format, args.output)
        else:
            if args.release or args.withdraw_release:
                source = course.assignment(args.assignment)
                _release(course, gradebook, source, released=args.release)
                if args.format != "html":
                    command = f"autograder report {shlex.quote(source.name)}"
                    line = f"the pages are written by: {command}"
                    terminal.remarks(soft_wrap=True).print(f"[yellow]note[/]: {escape(line)}")
            _report(course, gradebook, args.assignment, args.format, args.output)
    return 0


def _release(course: Course, gradebook: Gradebook, source: Assignment, *, released: bool) -> None:
    """Let students see what waits for release, or take that back; say if they see it anyway.

    Raises:
        UsageError: nothing was graded yet, or released.
    """
    now = course.now()
    before = current(gradebook, source.name, source)
    if not released and before.released_at is None:
        hint = "Nothing is to be taken back."
        raise UsageError(f"the feedback of {source.name} was not released", hint=hint)
    gradebook.release_feedback(source.name, at=now if released else None)
    after = before if released else gradebook.assignment(source.name)
    later = HiddenPolicy.of(after, source.hidden_verdicts, now).withheld()
    policy = f"hidden_verdicts = {source.hidden_verdicts!r}"
    if not later and before.released_at is not None and released:
        text = "it was released before; nothing changes for students"
    elif not later:
        text = f"nothing changes: students see the verdicts of hidden tests anyway ({policy})"
    elif released:
        return
    else:
        text = f"students see the verdicts of hidden tests {later}; pages they have got stay theirs"
    terminal.remarks(soft_wrap=True).print(f"[yellow]note[/]: {escape(f'{source.name}: {text}')}")


def _report(
    course: Course, gradebook: Gradebook, name: str, form: str, output: Path | None
) -> None:
    if form == "html":
        # What students may see of hidden tests is in the source alone.
        _write_pages(course, gradebook, course.assignment(name), output)
        return
    assignment = current(gradebook, name, find_source(course, gradebook, name))
    summaries = gradebook.submissions(name)
    make = tables.to_csv if form == "csv" else tables.to_json
    _write_table(make(assignment, summaries), form, output, plural(len(summaries), "submission"))
    print_notes(terminal.remarks(), name, summaries)


def _report_all(course: Course, gradebook: Gradebook, form: str, output: Path | None) -> None:
    names = [row.name for row in gradebook.assignments() if was_graded(gradebook, row)]
    if not names:
        raise UsageError("nothing was graded yet", hint="autograder grade ASSIGNMENT")
    if form == "html":
        _write_all_pages(course, gradebook, names)
        return
    # Those whose sources are gone keep their scores, and their place in the table.
    graded = [current(gradebook, name, find_source(course, gradebook, name)) for name in names]
    summaries = {name: gradebook.submissions(name) for name in names}
    scores = course_table.gather(graded, gradebook.students(), summaries)
    make = course_table.to_csv if form == "csv" else course_table.to_json
    _write_table(make(scores), form, output, plural(len(scores.students), "student"))
    for name, found in summaries.items():
        print_notes(terminal.remarks(), name, found)


def _write_all_pages(course: Course, gradebook: Gradebook, names: Collection[str]) -> None:
    """The pages of every assignment of which there is a source.

    Raises:
        ConfigError, SourceError: a source is wrong; the pages of all others are written.
    """
    problems: list[ConfigError | SourceError] = []
    for name in course.assignments():
        if name in names:
            try:
                source = course.assignment(name)
            except (ConfigError, SourceError) as problem:
                problems.append(problem)
            else:
                _write_pages(course, gradebook, source, None)
    for other in problems[1:]:
        terminal.remarks(soft_wrap=True).print(f"[yellow]warning[/] {escape(str(other))}")
    if problems:
        raise problems[0]


def _write_pages(
    course: Course, gradebook: Gradebook, source: Assignment, output: Path | None
) -> None:
    console = terminal.results()
    written = write_pages(course, gradebook, source, output)
    for name in written.missing:
        console.print(f"[yellow]warning[/] {escape(name)}: the executed notebook is not readable")
    console.print(f"{plural(written.pages, 'feedback page')} and {escape(str(written.index))}")
    print_notes(terminal.remarks(), source.name, gradebook.submissions(source.name))


def _check_output(form: str, output: Path | None) -> None:
    """Before anything is done, `--release` included.

    Raises:
        UsageError: what is there is nothing that this command writes.
    """
    if output is None:
        return
    if form == "html":
        check_folder(output)
    else:
        check_file(output, tables.is_own, example=f"scores.{form}")


def _write_table(text: str, form: str, output: Path | None, rows: str) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    # In a file with its mark, or Excel takes UTF-8 for the encoding of the machine.
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    write_atomic(output, text.encode(encoding, "replace"))
    terminal.results().print(f"{rows} in {escape(str(output))}")
