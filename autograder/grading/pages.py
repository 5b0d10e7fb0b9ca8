"""Writing the pages of an assignment from the gradebook, and what the source has to say to that."""

from __future__ import annotations

import shlex
from pathlib import Path

from rich.markup import escape

from autograder import terminal
from autograder.assignment import Assignment
from autograder.course import Course
from autograder.errors import ConfigError, SourceError, UsageError
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import AssignmentRow, SubmissionSummary
from autograder.reports import site
from autograder.reports.site import Written


def find_source(course: Course, gradebook: Gradebook, name: str) -> Assignment | None:
    """The assignment as its author wrote it; None where only the gradebook knows it.

    Nobody who gives points or hands out scores has to wait until a source is right again. What is
    wrong with it is said on standard error; that it is gone is nothing wrong.

    Raises:
        UsageError, ConfigError, SourceError: as `Course.assignment`; the gradebook does not know
            the assignment either.
    """
    try:
        return course.assignment(name)
    except (UsageError, ConfigError, SourceError) as problem:
        if not any(row.name == name for row in gradebook.assignments()):
            raise
        if not isinstance(problem, UsageError):
            text = f"{problem}\n  Title, due date and late policy are those that were noted last."
            terminal.remarks(soft_wrap=True).print(f"[yellow]warning[/] {escape(text)}")
        return None


def graded(gradebook: Gradebook, name: str) -> AssignmentRow:
    """The assignment in the gradebook.

    Raises:
        UsageError: nothing of the assignment was graded yet.
    """
    assignment = gradebook.assignment(name)
    if not was_graded(gradebook, assignment):
        # Known for somebody's due date alone.
        hint = f"Type: autograder grade {shlex.quote(name)}"
        raise UsageError(f"nothing of {name} was graded yet", hint=hint)
    return assignment


def was_graded(gradebook: Gradebook, assignment: AssignmentRow) -> bool:
    """Whether the gradebook has questions or submissions of the assignment."""
    return bool(assignment.questions) or bool(gradebook.submissions(assignment.name))


def current(gradebook: Gradebook, name: str, source: Assignment | None) -> AssignmentRow:
    """The assignment in the gradebook, where title, due date and late policy of `source` are noted.

    Raises:
        UsageError: nothing of the assignment was graded yet.
    """
    if source is not None:
        gradebook.set_terms(name, source.title, source.due, source.late)
    return graded(gradebook, name)


def pages_folder(course: Course, name: str) -> Path:
    """Where the pages of the assignment lie."""
    return course.state_dir / "reports" / name


def feedback_page(course: Course, summary: SubmissionSummary) -> Path:
    """Where `write_pages` writes the page of a submission."""
    folder = pages_folder(course, summary.assignment)
    return folder / site.FEEDBACK / site.page_name(summary.student.name)


def write_pages(
    course: Course, gradebook: Gradebook, source: Assignment, folder: Path | None = None
) -> Written:
    """Write the class report and every student's feedback.

    Args:
        source: the assignment as its author wrote it; its title, due date, late policy and feedback
            policy apply.
        folder: where; `pages_folder` by default.

    Raises:
        UsageError: nothing of the assignment was graded yet.
        StorageError: a page cannot be written.
    """
    return site.write_site(
        folder or pages_folder(course, source.name),
        current(gradebook, source.name, source),
        gradebook.submissions(source.name),
        roster=gradebook.students(),
        state_dir=course.state_dir,
        hidden_verdicts=source.hidden_verdicts,
        now=course.now(),
    )
