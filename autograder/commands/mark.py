"""`autograder mark`: points and comments of a person, one at a time or as a filled-in sheet."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from rich.markup import escape

from autograder import terminal
from autograder.course import Course
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import CommentRow, Mark, SubmissionSummary
from autograder.grading.pages import feedback_page, find_source, graded, write_pages
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
        replace_points (bool): the sheet may change what another person gave for the same attempt.
        by (str | None): who decides; the login of this user if None.
    """
    _check_options(args)
    course = Course.load(args.course)
    console = terminal.results()
    with Gradebook.open(course.db_url) as gradebook:
        source = find_source(course, gradebook, args.assignment)
        assignment = graded(gradebook, args.assignment)
        if args.open is not None:
            text = write_sheet(
                assignment,
                gradebook.submissions(assignment.name),
                page=lambda summary: str(feedback_page(course, summary)),
            )
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
            _print_given(gradebook.submissions(assignment.name), args)
            return 0
        if args.sheet is not None:
            marks = read_sheet(read_text(args.sheet), args.sheet.name)
        else:
            marks = _same_for_all(args)
        marked = gradebook.mark(
            assignment.name,
            marks,
            author=author(args.by),
            above_maximum=args.above_maximum,
            replace=args.sheet is None or args.replace_points,
        )
        written = None if source is None else write_pages(course, gradebook, source)
    for replaced in marked.replaced:
        console.print(escape(str(replaced)))
    pages = "the pages stay as they were" if written is None else str(written.index)
    console.print(f"{plural(marked.added, 'mark')} stored; {escape(pages)}")
    return 0


class _Mode(NamedTuple):
    """What the command does, by the first of these options that is given."""

    reads: tuple[str, ...]
    """What it reads beside."""
    words: str
    hint: str


_MODES: Final = {
    "open": _Mode((), "stands alone", "Type: autograder mark {} --open FILE"),
    "list": _Mode(
        ("student",),
        "stands alone, or with --student",
        "Type: autograder mark {} --list, and what changes something in a command of its own.",
    ),
    "sheet": _Mode(
        ("above_maximum", "replace_points", "by"),
        "goes with --above-maximum, --replace-points and --by",
        "Type: autograder mark {} --sheet FILE, and single marks in a command of their own.",
    ),
    "student": _Mode(
        (
            *("question", "points", "withdraw", "reason", "comment", "replace_comment"),
            *("above_maximum", "by"),
        ),
        "is for single marks",
        "Leave it away: a single mark may change points of others.",
    ),
}


def _check_options(args: argparse.Namespace) -> None:
    """Refuse what would be left unread.

    Raises:
        UsageError: names the options.
    """
    names = {name for mode in _MODES.values() for name in mode.reads} | {*_MODES}
    given = [name for name in sorted(names) if _is_given(name, getattr(args, name))]
    chosen = next((name for name in _MODES if name in given), None)
    if chosen is None:
        return
    mode = _MODES[chosen]
    unread = [_option(name) for name in given if name != chosen and name not in mode.reads]
    if unread:
        raise UsageError(
            f"{_option(chosen)} {mode.words}, not with {', '.join(unread)}",
            hint=mode.hint.format(shlex.quote(args.assignment)),
        )
    if chosen != "student":
        return
    for name, other in (("reason", args.withdraw), ("above_maximum", False)):
        if name in given and args.points is None and not other:
            raise UsageError(f"{_option(name)} goes with points", hint="Add --points N.")


def _is_given(name: str, value: object) -> bool:
    """Whether the option was typed; an empty comment takes one back, and 0 points are points."""
    return value is not None and value is not False and (value != "" or name == "comment")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


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
        UsageError: a student that was named has submitted nothing.
    """
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
