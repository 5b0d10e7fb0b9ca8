"""`autograder extend`: a due date of one student's own."""

from __future__ import annotations

import argparse
from datetime import datetime

from rich.console import Console
from rich.markup import escape

from autograder.course import Course
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading.pages import write_pages
from autograder.grading.submissions import check_name
from autograder.people import author
from autograder.reports.wording import moment


def run(args: argparse.Namespace) -> int:
    """Store the due date; the latest one given counts.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        student (str): login; need not have submitted anything.
        due (str): ISO 8601; in this machine's time zone unless it names another.
        reason (str): for the staff.
        by (str | None): who decides; the login of this user if None.
    """
    course = Course.load(args.course)
    source = course.assignment(args.assignment)
    check_name(args.student)
    try:
        due = datetime.fromisoformat(args.due).astimezone()
    except (ValueError, OverflowError):
        raise UsageError(f"{args.due!r} is no time", hint="e.g. 2026-12-01T23:59") from None
    if len(args.due.strip()) <= len("2026-12-01"):
        # It would end as the day begins.
        raise UsageError(f"{args.due!r} has no time of day", hint=f"e.g. {args.due.strip()}T23:59")
    with Gradebook.open(course.db_url) as gradebook:
        gradebook.extend(
            assignment=source.name,
            student=args.student,
            due=due,
            author=author(args.by),
            reason=args.reason,
        )
        if gradebook.submissions(source.name):
            write_pages(course, gradebook, source)
    Console(highlight=False, soft_wrap=True).print(
        f"{escape(args.student)} may submit {source.name} until {moment(due)}"
    )
    return 0
