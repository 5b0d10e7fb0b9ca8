"""`autograder doctor`: check the course and this machine; say what to type next."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable

from rich.markup import escape

from autograder import terminal
from autograder.assets import inspect
from autograder.build import build
from autograder.checking.record import Record
from autograder.course import Course
from autograder.errors import AutograderError, StaleError
from autograder.gradebook.store import Gradebook
from autograder.reports.wording import plural
from gpu_runner import doctor as runner
from gpu_runner.findings import NAME_WIDTH, Line, Result
from gpu_runner.settings import Settings

_COLOURS = {Result.OK: "green", Result.NOTE: "yellow", Result.FAILED: "red"}


def run(args: argparse.Namespace) -> int:
    """Print one line per check; end with 1 if one failed.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
    """
    console = terminal.results()
    lines = [*_course_lines(args), *runner.examine(Settings.from_environment())]
    for line in lines:
        colour = _COLOURS[line.result]
        name = f"{line.name:<{NAME_WIDTH}}"
        console.print(f"{name} [{colour}]{line.result:<7}[/] {escape(line.detail)}")
        if line.hint:
            console.print(f"{'':<{NAME_WIDTH + 9}}{escape(line.hint)}")
    return int(any(line.result is Result.FAILED for line in lines))


def _course_lines(args: argparse.Namespace) -> list[Line]:
    try:
        course = Course.load(args.course)
        names = course.assignments()
    except AutograderError as problem:
        return [_failed("course", problem)]
    name = course.course_id or course.root.name
    found = f"{name}: {plural(len(names), 'assignment')} in {course.source_dir}"
    lines = [Line(name="course", result=Result.OK, detail=found)]
    lines.append(_check("releases", lambda: _releases(course)))
    lines.append(_check("checks", lambda: _checks(course, names)))
    lines.append(_check("gradebook", lambda: _gradebook(course)))
    lines += [_check("assets", lambda name=name: _assets(course, name)) for name in names]  # type: ignore[misc]
    return [line for line in lines if line.detail]


def _check(name: str, check: Callable[[], Line]) -> Line:
    try:
        return check()
    except AutograderError as problem:
        return _failed(name, problem)


def _failed(name: str, problem: AutograderError) -> Line:
    return Line(name=name, result=Result.FAILED, detail=problem.message, hint=problem.hint)


def _releases(course: Course) -> Line:
    try:
        build(course, check=True)
    except StaleError as stale:
        return Line(name="releases", result=Result.NOTE, detail=stale.message, hint=stale.hint)
    return Line(name="releases", result=Result.OK, detail="up to date")


def _checks(course: Course, names: list[str]) -> Line:
    """Which assignments have a record of a check that is of what is there now, and found no error.

    Of those that are not managed here nothing is recorded.
    """
    managed = [found for name in names if (found := course.assignment(name)).managed]
    waiting = []
    for assignment in managed:
        record = Record.read(assignment)
        if record is None or record.errors or not record.is_of(course, assignment):
            waiting.append(assignment.name)
    if not waiting:
        detail = f"{plural(len(managed), 'assignment')} ready, as recorded" if managed else ""
        return Line(name="checks", result=Result.OK, detail=detail)
    return Line(
        name="checks",
        result=Result.NOTE,
        detail=f"no check is recorded of what is there now: {', '.join(waiting)}",
        hint=f"autograder check {shlex.join(waiting)} --write",
    )


def _gradebook(course: Course) -> Line:
    with Gradebook.open(course.db_url) as gradebook:
        problems = gradebook.check()
        where = gradebook.where
    if problems:
        hint = "Restore it from a backup; `autograder grade` then repeats what is missing."
        detail = f"{where}: {'; '.join(problems)}"
        return Line(name="gradebook", result=Result.FAILED, detail=detail, hint=hint)
    return Line(name="gradebook", result=Result.OK, detail=where)


def _assets(course: Course, name: str) -> Line:
    """One line for the assets of an assignment; an empty one if it declares none."""
    states = list(inspect(course, course.assignment(name)))
    absent = [state for state in states if not state.present]
    if not absent:
        detail = f"{name}: present" if states else ""
        return Line(name="assets", result=Result.OK, detail=detail)
    names = ", ".join(state.asset.name for state in absent)
    needed = any(state.wrong or not state.asset.optional for state in absent)
    return Line(
        name="assets",
        result=Result.FAILED if needed else Result.NOTE,
        detail=f"{name}: {names} not fetched",
        hint=f"autograder assets fetch {shlex.quote(name)}",
    )
