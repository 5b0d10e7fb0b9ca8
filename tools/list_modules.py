"""Write source/README.md: the modules of the course in order, from their assignment.toml files.

python tools/list_modules.py            # write it
python tools/list_modules.py --check    # exit 1 where it is out of date
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from autograder.assignment import Assignment
from autograder.checking.record import Record
from autograder.course import Course
from autograder.reports.wording import plural

ROOT = Path(__file__).parent.parent
LIST = ROOT / "source" / "README.md"

HEAD = """# The course

Assignments in the order of the course. Each folder holds the instructor's notebook,
`assignment.toml`, answers that are right or wrong on purpose (`variants/`), and submissions as
students write them. Students get `release/<assignment>/`. How an assignment is written:
[docs/authoring.md](../docs/authoring.md); what a check is: [docs/check.md](../docs/check.md).
Slips in the lectures: [lectures.md](lectures.md).

This page is generated: `python tools/list_modules.py`.
"""


def rows(course: Course, assignment: Assignment) -> Iterator[str]:
    """The entry of one assignment, line by line."""
    yield f"### {assignment.module} [{assignment.title}]({assignment.name}/)"
    yield ""
    yield from (f"- {objective}" for objective in assignment.objectives)
    yield ""
    manual = f" and {assignment.manual_points:g} by hand" if assignment.manual_points else ""
    folder = assignment.folder
    counts = {
        "right variant": len(list(folder.glob("variants/right/*.py"))),
        "wrong variant": len(list(folder.glob("variants/wrong/*.py"))),
        "submission": len(list(folder.glob("submissions/*.py"))),
        "calibrated threshold": len(assignment.calibration),
    }
    parts = ", ".join(plural(count, what) for what, count in counts.items())
    yield f"{assignment.points:g} points{manual}, {assignment.hours:g} hours; {parts}."
    yield ""
    yield state(course, assignment)
    yield ""


def state(course: Course, assignment: Assignment) -> str:
    """What the last check found that is recorded in `assignment.toml`."""
    record = Record.read(assignment)
    if record is None:
        return "No check of it as a whole is recorded."
    day = f"{record.date:%-d %B %Y}"
    if not record.is_of(course, assignment):
        return f"Changed after its last check ({day})."
    found = plural(record.errors, "error") if record.errors else "ready"
    more = "1 more is" if record.equivalent == 1 else f"{record.equivalent} more are"
    equivalent = f" ({more} right)" if record.equivalent else ""
    return (
        f"Checked on {day}: {found}, {record.killed} of {plural(record.mutants, 'mutant')} "
        f"caught{equivalent}."
    )


def page(course: Course) -> str:
    """The whole page."""
    assignments = sorted(
        (course.assignment(name) for name in course.assignments()),
        key=lambda assignment: (assignment.week or 0, assignment.module, assignment.name),
    )
    lines = [HEAD]
    for week, members in groupby(assignments, key=lambda assignment: assignment.week):
        lines += [f"## Week {week}", ""]
        for assignment in members:
            lines += rows(course, assignment)
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say if out of date")
    arguments = parser.parse_args()
    text = page(Course.load(ROOT))
    if not arguments.check:
        LIST.write_text(text, encoding="utf-8")
        return 0
    if LIST.is_file() and LIST.read_text(encoding="utf-8") == text:
        return 0
    print(f"{LIST} is out of date: type python tools/list_modules.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
