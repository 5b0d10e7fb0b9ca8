"""`autograder fill`: put scores into a table that a learning-management system exported."""

from __future__ import annotations

import argparse
import sys

from rich.markup import escape

from autograder import terminal
from autograder.course import Course
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.grading.pages import current, find_source
from autograder.grading.printed import print_notes
from autograder.people import some_of
from autograder.reports.csv_table import read_text
from autograder.reports.feedback import HiddenPolicy
from autograder.reports.filling import fill
from autograder.reports.outputs import check_file, titles_of
from autograder.reports.wording import plural


def run(args: argparse.Namespace) -> int:
    """Write the table with the scores, on standard output or into a file of its own.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        table (Path): CSV file that the system exported; it stays as it is.
        column (str): title of the column to fill; empty: the one that names the assignment.
        key (str): title of the column of logins or addresses; empty: the one that fits best.
        output (Path | None): the file to write; standard output if None.
    """
    course = Course.load(args.course)
    text = read_text(args.table)
    if args.output is not None and args.output.exists() and args.output.samefile(args.table):
        raise UsageError(f"{args.output} is what was exported", hint="Name another file.")
    with Gradebook.open(course.db_url) as gradebook:
        source = find_source(course, gradebook, args.assignment)
        assignment = current(gradebook, args.assignment, source)
        summaries = gradebook.submissions(assignment.name)
    filled = fill(
        text,
        args.table.name,
        assignment,
        summaries,
        column=args.column,
        key=args.key,
    )
    if args.output is None:
        sys.stdout.write(filled.text)
    else:
        both = {filled.column.strip(), filled.key.strip()}
        check_file(
            args.output, lambda path: both <= set(titles_of(path)), example=f"{assignment.name}.csv"
        )
        write_atomic(args.output, filled.text.encode("utf-8-sig", "replace"))
    console = terminal.remarks(soft_wrap=True)
    scores = f"{plural(filled.filled, 'score')} of at most {assignment.maximum:g} points"
    console.print(escape(f"{scores} in the column {filled.column!r}, students by {filled.key!r}"))
    if filled.column_maximum not in (None, assignment.maximum):
        text = f"the column is for {filled.column_maximum:g} points, and the scores are not scaled"
        console.print(f"[yellow]note[/]: {escape(text)}")
    # Without a source nobody knows; they may wait.
    verdicts = "on_release" if source is None else source.hidden_verdicts
    later = HiddenPolicy.of(assignment, verdicts, course.now()).withheld()
    if later and any(question.hidden for question in assignment.questions):
        who = "students see" if source is not None else "students may see"
        text = f"hidden tests are in these scores; {who} their verdicts {later}"
        console.print(f"[yellow]note[/]: {escape(text)}")
    zeros = [f"{login} (in the table: {cell})" for login, cell in filled.zeros]
    for names, why in (
        (
            zeros,
            "only leading zeros differ, which spreadsheet programs drop; left as it was: correct"
            " the table, and fill it again",
        ),
        (filled.open, "not final (a person or another run has to decide), left as it was"),
        (filled.not_graded, "not graded, left as it was"),
        (filled.missing, "graded, but no line of the table is theirs alone"),
        (filled.nobody, "in the table, but nobody who submitted has this login or address"),
    ):
        if names:
            console.print(f"[yellow]note[/]: {escape(f'{some_of(names)}: {why}')}")
    print_notes(console, assignment.name, summaries)
    return 0
