"""`autograder students`: read the roster of the course, or show it."""

from __future__ import annotations

import argparse
import sys

from autograder.course import Course
from autograder.errors import SubmissionError, UsageError
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import StudentRow
from autograder.grading.submissions import check_name
from autograder.reports.csv_table import read_text
from autograder.reports.roster import read_roster, write_roster


def run(args: argparse.Namespace) -> int:
    """Add students and change their names and addresses; nobody is ever removed.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        roster (Path | None): CSV file.
        list (bool): only show all students.
        missing (str | None): only show who has not handed in this assignment.
    """
    course = Course.load(args.course)
    with Gradebook.open(course.db_url) as gradebook:
        known = gradebook.students()
        if args.list:
            sys.stdout.write(write_roster(known))
        elif args.missing is not None:
            sys.stdout.write(write_roster(_missing(course, gradebook, args.missing, known)))
        else:
            changed = read_roster(read_text(args.roster), args.roster.name, known)
            _check_names(changed, args.roster.name)
            gradebook.save_students(changed)
            sys.stdout.write(_summary(changed, known))
    return 0


def _missing(
    course: Course, gradebook: Gradebook, assignment: str, known: list[StudentRow]
) -> list[StudentRow]:
    """The students without a submission.

    Raises:
        UsageError: the course has no such assignment.
    """
    name = course.assignment(assignment).name
    if not any(item.name == name for item in gradebook.assignments()):
        return known
    submitted = {summary.student.name for summary in gradebook.submissions(name)}
    return [student for student in known if student.name not in submitted]


def _check_names(students: list[StudentRow], file: str) -> None:
    """Refuse logins that no submission can have.

    Raises:
        UsageError: names the login.
    """
    for student in students:
        try:
            check_name(student.name)
        except SubmissionError as problem:
            raise UsageError(f"{file}: {problem.message}", hint=problem.hint) from None


def _summary(changed: list[StudentRow], known: list[StudentRow]) -> str:
    """A line for each student that is new or changed, and their numbers."""
    names = {student.name for student in known}
    lines = []
    for student in changed:
        verb = "changed" if student.name in names else "added"
        full = f"  {student.display_name}" if student.display_name != student.name else ""
        address = f"  {student.email}" if student.email else ""
        lines.append(f"{verb:<8} {student.name}{full}{address}")
    new = sum(student.name not in names for student in changed)
    lines.append(f"{new} added, {len(changed) - new} changed, {len(known) + new} in all")
    return "\n".join(lines) + "\n"
