"""`autograder build`: make releases and solutions from the sources."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape

from autograder import terminal
from autograder.build import Built, build
from autograder.course import Course
from autograder.reports.wording import plural


def run(args: argparse.Namespace) -> int:
    """Build, or compare with `--check`.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignments (list[str]): names; all assignments if empty.
        check (bool): write nothing, end with `StaleError` when anything is not up to date.
        jobs (int | None): threads.
    """
    console = terminal.results()
    report = build(
        Course.load(args.course),
        args.assignments,
        check=args.check,
        jobs=args.jobs,
        done=lambda built: _show(console, built, check=args.check),
    )
    count = sum(not built.gone for built in report.assignments)
    what = plural(count, "assignment")
    state = "up to date" if args.check else "built"
    console.print(f"{what} {state} in {report.seconds:.1f} s")
    return 0


def _show(console: Console, built: Built, *, check: bool) -> None:
    """One line per assignment, then what was written, removed or noticed."""
    if built.gone:
        removed = plural(len(built.removed), "file")
        console.print(f"[bold]{escape(built.name)}[/]  no longer in the source: {removed} removed")
    elif not check:
        changed = len(built.written) + len(built.removed)
        state = f"{changed} changed, {built.unchanged} unchanged" if changed else "unchanged"
        console.print(f"[bold]{escape(built.name)}[/]  {state}")
    for path in built.written:
        console.print(f"  [green]wrote[/]   {escape(str(path))}")
    for path in built.removed:
        console.print(f"  [red]removed[/] {escape(str(path))}")
    for warning in built.warnings:
        console.print(f"  [yellow]warning[/] {escape(warning)}")
