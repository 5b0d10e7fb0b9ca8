"""`autograder extend`: due dates of students' own: give, list, withdraw."""

from __future__ import annotations

import argparse
import shlex
import sys
from datetime import datetime, tzinfo

from rich.markup import escape

from autograder import terminal
from autograder.assignment import Assignment
from autograder.course import Course
from autograder.errors import SubmissionError, UsageError
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import AssignmentRow
from autograder.grading.pages import find_source, write_pages
from autograder.grading.submissions import check_name
from autograder.people import author, composed
from autograder.reports.wording import moment
from autograder.suggest import did_you_mean


def run(args: argparse.Namespace) -> int:
    """Store the due date; the latest one given counts.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        student (str | None): login; need not have submitted anything.
        due (str | None): ISO 8601; without a zone, in the course's, or else in this machine's.
        list (bool): only show the due dates of students' own.
        withdraw (bool): take the student's own due date back.
        new (bool): the student need not be known.
        reason (str): for the staff.
        by (str | None): who decides; the login of this user if None.
    """
    course = Course.load(args.course)
    _check_arguments(args)
    zone = course.timezone()
    with Gradebook.open(course.db_url) as gradebook:
        source = find_source(course, gradebook, args.assignment)
        terms = source or gradebook.assignment(args.assignment)
        if args.list:
            _print_all(terms.name, gradebook, zone)
            return 0
        lines = (
            _withdraw(args, terms, gradebook, zone)
            if args.withdraw
            else _give(args, terms, gradebook, zone)
        )
        if source is None:
            lines.append("The pages stay as they were.")
        elif gradebook.submissions(source.name):
            write_pages(course, gradebook, source)
    console = terminal.results()
    for line in lines:
        console.print(escape(line))
    return 0


def _check_arguments(args: argparse.Namespace) -> None:
    """Refuse what does not fit together.

    Raises:
        UsageError: see the message.
    """
    if args.list and (args.student or args.withdraw):
        raise UsageError("--list stands alone", hint="Type: autograder extend ASSIGNMENT --list")
    if args.withdraw and args.due:
        raise UsageError("a time beside --withdraw", hint="Leave one of them away.")


Terms = Assignment | AssignmentRow
"""The assignment as its author wrote it; where that cannot be read, as the gradebook knows it."""


def _give(
    args: argparse.Namespace, source: Terms, gradebook: Gradebook, zone: tzinfo | None
) -> list[str]:
    """Store a due date; what to say about it.

    Raises:
        UsageError: nobody knows the student, or the name cannot be a student's; the time is none,
            or before everybody's.
    """
    try:
        check_name(args.student)
    except SubmissionError as problem:  # nothing was submitted: it was typed
        raise UsageError(problem.message, hint=problem.hint) from None
    due = _time(args.due, zone)
    if source.due is not None and due < source.due:
        raise UsageError(
            f"{moment(due, zone)} is before the due date of everybody, {moment(source.due, zone)}",
            hint="Name a later time; what was given earlier is taken back by --withdraw.",
        )
    if not args.new:
        _check_known(args.student, gradebook)
    others = {
        name: extension.due
        for name, extension in gradebook.extensions(source.name).items()
        if composed(name) != composed(args.student)
    }
    gradebook.extend(
        assignment=source.name,
        student=args.student,
        due=due,
        author=author(args.by),
        reason=args.reason,
    )
    lines = [f"{args.student} may submit {source.name} until {moment(due, zone)}"]
    waits = isinstance(source, Assignment) and source.hidden_verdicts == "after_due"
    if waits and gradebook.assignment(source.name).released_at is None:
        assert source.due is not None
        if due > max([source.due, *others.values()]):
            lines.append(
                "The whole class sees the verdicts of hidden tests after"
                f" {moment(due + source.late.accepted_for, zone)} only (hidden_verdicts ="
                f" 'after_due'); sooner: autograder report {shlex.quote(source.name)} --release"
            )
    return lines


def _check_known(student: str, gradebook: Gradebook) -> None:
    """Refuse a name that is not in the gradebook: a slip would move the whole class's feedback.

    Raises:
        UsageError: it is in none of the submissions, and not in the roster.
    """
    names = [row.name for row in gradebook.students()]
    if composed(student) not in map(composed, names):
        meant = f"{did_you_mean(student, names)} " if names else ""
        raise UsageError(
            f"the gradebook knows no student {student!r}",
            hint=f"{meant}For somebody who has handed in nothing yet, add --new.",
        )


def _withdraw(
    args: argparse.Namespace, source: Terms, gradebook: Gradebook, zone: tzinfo | None
) -> list[str]:
    gradebook.withdraw_extension(
        assignment=source.name,
        student=args.student,
        author=author(args.by),
        reason=args.reason,
    )
    until = f": {moment(source.due, zone)}" if source.due is not None else ""
    return [f"{args.student} has the due date of everybody again for {source.name}{until}"]


def _print_all(assignment: str, gradebook: Gradebook, zone: tzinfo | None) -> None:
    found = gradebook.extensions(assignment)
    if not found:
        sys.stderr.write(f"nobody has a due date of their own for {assignment}\n")
    for name, extension in found.items():
        given = f"given by {extension.author}, {moment(extension.created_at, zone)}"
        reason = f": {extension.reason}" if extension.reason else ""
        sys.stdout.write(f"{name}  until {moment(extension.due, zone)}  ({given}{reason})\n")


def _time(text: str, zone: tzinfo | None) -> datetime:
    """The time that `text` names, aware; in `zone`, or else this machine's, if it names none.

    Raises:
        UsageError: it is none, or has no time of day.
    """
    try:
        due = datetime.fromisoformat(text)
        due = due.replace(tzinfo=zone) if due.tzinfo is None and zone else due.astimezone()
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is no time", hint="e.g. 2026-12-01T23:59") from None
    if len(text.strip()) <= len("2026-12-01"):
        # It would end as the day begins.
        raise UsageError(f"{text!r} has no time of day", hint=f"e.g. {text.strip()}T23:59")
    return due
