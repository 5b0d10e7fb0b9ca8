"""Writing the pages of an assignment from the gradebook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from autograder.assignment import Assignment
from autograder.course import Course
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import AssignmentRow
from autograder.reports import site
from autograder.reports.site import Written


def current(gradebook: Gradebook, source: Assignment) -> AssignmentRow:
    """The assignment in the gradebook, with title, due date and late policy of `source`.

    Raises:
        UsageError: nothing of the assignment was graded yet.
    """
    gradebook.set_terms(source.name, source.due, source.late)
    return site.with_title(gradebook.assignment(source.name), source.title)


def write_pages(
    course: Course, gradebook: Gradebook, source: Assignment, folder: Path | None = None
) -> Written:
    """Write the class report and every student's feedback.

    Args:
        source: the assignment as its author wrote it; its title, due date, late policy and feedback
            policy apply.
        folder: where; `.autograder/reports/<assignment>` by default.

    Raises:
        UsageError: nothing of the assignment was graded yet.
        StorageError: a page cannot be written.
    """
    return site.write_site(
        folder or course.state_dir / "reports" / source.name,
        current(gradebook, source),
        gradebook.submissions(source.name),
        roster=gradebook.students(),
        state_dir=course.state_dir,
        hidden_verdicts=source.hidden_verdicts,
        now=datetime.now(UTC),
    )
