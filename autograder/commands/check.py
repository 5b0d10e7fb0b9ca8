"""`autograder check`: prove before a release that the tests are worth their points."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from autograder import terminal

from autograder.quick_nbformat import nbformat  # isort: skip  # noqa: F401  # saves 0.8 s
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.assignment import TOML_NAME, Assignment
from autograder.checking.as_json import as_json
from autograder.checking.checker import check, check_folder
from autograder.checking.options import Options
from autograder.checking.page import write_page
from autograder.checking.record import Record, write_record
from autograder.checking.report import Report
from autograder.checking.summary import print_report
from autograder.course import Course
from autograder.errors import FindingsError, UsageError
from autograder.grading.runner import choose_runner
from autograder.reports.wording import plural


def run(args: argparse.Namespace) -> int:
    """Check assignments, one after the other.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignments (list[str]): names.
        all (bool): all assignments of the course instead.
        matrix (bool): run every test against every mutant.
        nbgrader (bool): compare with `nbgrader autograde`, too.
        question (list[str] | None): only these questions.
        no_mutants (bool): leave the mutants out.
        strict (bool): warnings fail the check, too.
        write (bool): record the result in assignment.toml.
        fresh (bool): ignore results of earlier checks.
        without_assets (bool): as if optional assets had not been fetched.
        jobs (int | None): examinations at a time.
        runner (str | None): name of a backend.
        trust_submissions (bool): allow a backend that does not isolate.
        seed (int): what the tests draw from.
        format (str): "table" or "json", on standard output. Progress goes to standard error.
    """
    course = Course.load(args.course)
    names = _chosen(course, args)
    assignments = [course.assignment(name) for name in names]
    if args.write:
        _require_whole(assignments, args)
    console = terminal.remarks()
    backend = choose_runner(
        args.runner,
        trust_submissions=args.trust_submissions,
        say=lambda text: console.print(escape(text)),
    )
    options = Options(
        matrix=args.matrix,
        nbgrader=args.nbgrader,
        mutants=not args.no_mutants,
        questions=frozenset(args.question or ()),
        seed=args.seed,
        jobs=args.jobs,
        fresh=args.fresh,
        assets=not args.without_assets,
    )
    reports = []
    for assignment in assignments:
        with _shown(console, assignment.name) as progress:
            report = check(course, assignment, backend, options, progress)
        reports.append(report)
        page = write_page(report, check_folder(course, assignment.name))
        if args.format == "table":
            print_report(terminal.results(soft_wrap=False), report, page)
        if args.write:
            file = assignment.folder / TOML_NAME
            write_record(file, Record.of(report))
            console.print(f"Written: {escape(str(file))}", soft_wrap=True)
    if args.format == "json":
        json.dump({"version": 1, "assignments": list(map(as_json, reports))}, sys.stdout, indent=1)
        sys.stdout.write("\n")
    raise_findings(reports, strict=args.strict)
    return 0


def _chosen(course: Course, args: argparse.Namespace) -> list[str]:
    if bool(args.assignments) == args.all:
        what = "both names and --all" if args.all else "no assignment is named"
        raise UsageError(what, hint="Type: autograder check NAME…, or: autograder check --all")
    return course.assignments() if args.all else list(dict.fromkeys(args.assignments))


def _require_whole(assignments: list[Assignment], args: argparse.Namespace) -> None:
    """Refuse to record less than a whole check, before it takes its time.

    Raises:
        UsageError: something is left out, or there is no file for the record.
    """
    if args.question or args.no_mutants:
        raise UsageError(
            "only a whole check can be recorded",
            hint="Leave --question and --no-mutants away, or --write.",
        )
    for assignment in assignments:
        if not assignment.managed:
            raise UsageError(
                f"{assignment.folder / TOML_NAME}: there is no such file for the record",
                hint=f'Write it: title = "…" and points = {assignment.points:g}',
            )


class _Bar:
    """The progress of one check, as a bar per phase."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._name = name
        self._task = progress.add_task(name, total=None)

    def phase(self, text: str, total: int) -> None:
        description = f"{self._name}: {text}"
        self._progress.reset(self._task, total=total, description=description)

    def advance(self) -> None:
        self._progress.advance(self._task)


@contextmanager
def _shown(console: Console, name: str) -> Iterator[_Bar]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress, name)


def raise_findings(reports: list[Report], *, strict: bool) -> None:
    """End the command with an error if an assignment is not ready for release.

    Raises:
        FindingsError: one has errors or, with `strict`, warnings.
    """
    failed = [r for r in reports if r.errors or (strict and r.warnings)]
    if failed:
        counts = ", ".join(
            f"{report.assignment} ({plural(len(report.errors), 'error')}"
            + (f", {plural(len(report.warnings), 'warning')})" if strict else ")")
            for report in failed
        )
        raise FindingsError(
            f"not ready for release: {counts}",
            hint="Each finding above says what to do next; docs/check.md explains them.",
        )
