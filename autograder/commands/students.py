"""`autograder students`: read the roster of the course, show it, or remove somebody."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.markup import escape

from autograder import terminal
from autograder.course import Course
from autograder.errors import SubmissionError, UsageError
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import Holdings, StudentRow
from autograder.grading import student_files
from autograder.grading.pages import find_source
from autograder.grading.submissions import check_name
from autograder.people import but_for_zeros, some_of
from autograder.reports.csv_table import read_text
from autograder.reports.roster import read_roster, write_roster
from autograder.reports.wording import plural


def run(args: argparse.Namespace) -> int:
    """Add students and change their names and addresses, show them, or remove those named.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        roster (Path | None): CSV file.
        list (bool): only show all students.
        missing (str | None): only show who has not handed in this assignment.
        remove (list[str] | None): logins of those to remove, with all that is kept of them.
        yes (bool): remove them, and do not only say what would go.
    """
    if args.yes and not args.remove:
        raise UsageError("--yes is for --remove", hint="Leave it away.")
    course = Course.load(args.course)
    with Gradebook.open(course.db_url) as gradebook:
        known = gradebook.students()
        if args.list:
            sys.stdout.write(write_roster(known))
        elif args.missing is not None:
            sys.stdout.write(write_roster(_missing(course, gradebook, args.missing, known)))
        elif args.remove:
            _remove(course, gradebook, args.remove, yes=args.yes)
        else:
            changed = read_roster(read_text(args.roster), args.roster.name, known)
            _check_names(changed, args.roster.name)
            gradebook.save_students(changed)
            sys.stdout.write(_summary(changed, known))
            _note_zeros(changed, known)
    return 0


def _missing(
    course: Course, gradebook: Gradebook, assignment: str, known: list[StudentRow]
) -> list[StudentRow]:
    """The students without a submission.

    Raises:
        UsageError: the course has no such assignment.
    """
    find_source(course, gradebook, assignment)
    if not any(item.name == assignment for item in gradebook.assignments()):
        return known
    submitted = {summary.student.name for summary in gradebook.submissions(assignment)}
    return [student for student in known if student.name not in submitted]


def _remove(course: Course, gradebook: Gradebook, names: list[str], *, yes: bool) -> None:
    """Say what is kept of the students, and with `yes`, delete it.

    Raises:
        UsageError: the gradebook does not know one of them.
        StorageError: a file cannot be deleted; the gradebook is then as it was.
    """
    found = {held.student.name: held for held in map(gradebook.holdings, names)}
    others = [row.name for row in gradebook.students() if row.name not in found]

    def files_of(held: Holdings) -> list[Path]:
        return student_files.student_files(course.state_dir, held, others)

    files = {name: files_of(held) for name, held in found.items()}

    def remove_files() -> None:
        # Looked for again: now no grader can store another run.
        student_files.remove([path for held in found.values() for path in files_of(held)])

    if yes:
        gradebook.remove_students(found, files=remove_files)
    console = terminal.results()
    for name, held in found.items():
        console.print(escape(f"{'removed' if yes else 'kept of'} {_holdings(held)}"))
        for path in files[name]:
            console.print(escape(f"         {path}"))
    sources = {source for held in found.values() for source in held.sources}
    for source in sorted(source for source in sources if Path(source).exists()):
        line = f"{source} stays: with it, `autograder grade` would bring the student back"
        console.print(f"[yellow]note[/]: {escape(line)}")
    if not yes:
        console.print("Nothing was removed. Add --yes to delete this; it cannot be undone.")
    elif again := _pages_again(course, found.values()):
        line = f"pages of the class still name them; make them again: {'; '.join(again)}"
        console.print(f"[yellow]note[/]: {escape(line)}")


def _holdings(held: Holdings) -> str:
    """The student, and how much of what is kept."""
    name, full = held.student.name, held.student.display_name
    counts = [
        plural(number, table.removesuffix("s")) for table, number in held.counts.items() if number
    ]
    where = f" (of {', '.join(held.assignments)})" if held.assignments else ""
    return (
        f"{name}{f'  {full}' if full != name else ''}: name and address"
        f"{''.join(f', {text}' for text in counts)}{where}"
    )


def _pages_again(course: Course, found: Iterable[Holdings]) -> list[str]:
    """The commands that make the pages again in which others stand beside those removed."""
    reports = course.state_dir / "reports"
    compared = {name for held in found for name in held.assignments}
    return [
        *(
            f"autograder report {shlex.quote(path.parent.name)}"
            for path in sorted(reports.glob("*/index.html"))
        ),
        *(
            f"autograder compare {shlex.quote(name)}"
            for name in sorted(compared)
            if (reports / name / "alike.html").exists()
        ),
    ]


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


def _note_zeros(changed: list[StudentRow], known: list[StudentRow]) -> None:
    """Name new students who may be known by a login with leading zeros, or without them."""
    names = {student.name for student in known}
    pairs = [
        (student.name, other)
        for student in changed
        if student.name not in names and (other := but_for_zeros(student.name, names))
    ]
    if pairs:
        text = (
            f"{some_of(f'{new} (as {other})' for new, other in pairs)}: the gradebook has the"
            " login with other leading zeros, which spreadsheet programs drop. If it is the same"
            f" person, type: autograder students --remove {shlex.quote(pairs[0][0])} --yes, and"
            " write the column of logins as text"
        )
        terminal.remarks().print(f"[yellow]note[/]: {escape(text)}", soft_wrap=True)


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
