"""`autograder mark`: points and comments of a person, one at a time or as a filled-in sheet."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markup import escape

from autograder import terminal
from autograder.course import Course
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import CommentRow, Mark, SubmissionSummary
from autograder.grading.pages import write_pages
from autograder.people import author, composed
from autograder.reports.csv_table import read_text
from autograder.reports.sheet import read_sheet, write_sheet
from autograder.reports.wording import plural
from autograder.suggest import did_you_mean


def run(args: argparse.Namespace) -> int:
    """Write a sheet of what waits for a person, list or store what a person decided.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        open (Path | None): file to write the sheet of open questions to; "-" is standard output.
        sheet (Path | None): filled-in sheet.
        student (list[str] | None), question (str | None): whom and what a single mark is for.
        points (float | None), withdraw (bool), reason (str), comment (str | None): that mark; an
            empty comment takes one back.
        replace_comment (int | None): the comment that it stands in the place of.
        list (bool): only show what people gave, of those students.
        above_maximum (bool): allow more points than the question has.
        by (str | None): who decides; the login of this user if None.
    """
    course = Course.load(args.course)
    source = course.assignment(args.assignment)
    console = terminal.results()
    with Gradebook.open(course.db_url) as gradebook:
        if args.open is not None:
            assignment = gradebook.assignment(source.name)
            text = write_sheet(assignment, gradebook.submissions(source.name))
            if args.open == Path("-"):
                sys.stdout.write(text)
                return 0
            if args.open.exists():
                raise UsageError(
                    f"{args.open} exists, and may hold marks", hint="Name another file."
                )
            # With its mark, or Excel takes UTF-8 for the encoding of the machine.
            write_atomic(args.open, text.encode("utf-8-sig", "replace"))
            rows = text.count("\n") - 1
            console.print(f"{plural(rows, 'open answer')} in {escape(str(args.open))}")
            return 0
        if args.list:
            _print_given(gradebook.submissions(source.name), args)
            return 0
        if args.sheet is not None:
            marks = read_sheet(read_text(args.sheet), args.sheet.name)
        else:
            marks = _same_for_all(args)
        added = gradebook.mark(
            source.name,
            marks,
            author=author(args.by),
            above_maximum=args.above_maximum,
        )
        written = write_pages(course, gradebook, source)
    console.print(f"{plural(added, 'mark')} stored; {escape(str(written.index))}")
    return 0


def _same_for_all(args: argparse.Namespace) -> list[Mark]:
    """The mark that the options describe, for each student that they name.

    Raises:
        UsageError: they name nobody, or nothing to store.
    """
    if not args.student:
        raise UsageError(
            "nothing to store",
            hint="Name --sheet FILE, or --student NAME and points or a comment.",
        )
    if args.replace_comment is not None and (args.comment is None or len(args.student) > 1):
        raise UsageError(
            "--replace-comment goes with one student and a comment",
            hint='Add --comment TEXT; --comment "" takes the comment back.',
        )
    if args.points is None and not args.withdraw and args.comment is None:
        raise UsageError(
            "neither points nor a comment", hint="Add --points N, --withdraw or --comment TEXT."
        )
    return [
        Mark(
            student=student,
            question=args.question or "",
            points=args.points,
            withdraw=args.withdraw,
            reason=args.reason,
            comment=args.comment or "",
            replaces=args.replace_comment,
            withdraw_comment=args.comment == "",
        )
        for student in dict.fromkeys(args.student)
    ]


def _print_given(summaries: Sequence[SubmissionSummary], args: argparse.Namespace) -> None:
    """A line for all points and comments of people that count.

    Raises:
        UsageError: a student that was named has submitted nothing; other options beside.
    """
    if args.sheet is not None or args.comment is not None or args.points is not None:
        raise UsageError("--list stands alone, or with --student", hint="Leave the others away.")
    names = [summary.student.name for summary in summaries]
    wanted = [composed(name) for name in args.student or ()]
    for name in wanted:
        if name not in map(composed, names):
            raise UsageError(f"{name} has submitted nothing", hint=did_you_mean(name, names))
    for summary in summaries:
        if not wanted or composed(summary.student.name) in wanted:
            sys.stdout.writelines(f"{summary.student.name}  {line}\n" for line in _given(summary))


def _given(summary: SubmissionSummary) -> Iterator[str]:
    for item in summary.questions:
        given, name = item.adjustment, item.question.grade_id
        if given is not None:
            reason = f": {given.reason}" if given.reason else ""
            yield f"{name}  {given.points:g} points, {given.author}{reason}"
        yield from (_comment(name, comment) for comment in item.comments)
    yield from (_comment("whole", comment) for comment in summary.comments)


def _comment(name: str, comment: CommentRow) -> str:
    return f"{name}  comment {comment.id}, {comment.author}: {' '.join(comment.text.split())}"
