"""`autograder check`: prove before a release that the tests are worth their points."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from autograder import terminal

from autograder.quick_nbformat import nbformat  # isort: skip  # noqa: F401  # saves 0.8 s
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from autograder.assignment import TOML_NAME, Assignment
from autograder.checking.as_json import as_json
from autograder.checking.checker import check, check_folder
from autograder.checking.options import Options
from autograder.checking.page import write_page
from autograder.checking.record import Record, write_record
from autograder.checking.report import Report
from autograder.checking.summary import print_report
from autograder.course import Course
from autograder.errors import AutograderError, FindingsError, RunnerError, UsageError, joined
from autograder.grading.runner import choose_runner
from autograder.reports.wording import plural
from gpu_runner.errors import RunnerFailure


def run(args: argparse.Namespace) -> int:
    """Check assignments, one after the other; one that cannot be checked stops no other.

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
    failed: dict[str, AutograderError] = {}
    assignments = list(_readable(course, names, failed))
    if args.write:
        _require_whole(assignments, args)
    reports = {
        report.assignment: report for report in _check_all(course, assignments, args, failed)
    }
    if args.format == "json":
        parts = [
            as_json(reports[name])
            if name in reports
            else {"assignment": name, "error": str(failed[name])}
            for name in names
        ]
        json.dump({"version": 1, "assignments": parts}, sys.stdout, indent=1)
        sys.stdout.write("\n")
    errors = [_named(name, failed[name]) for name in names if name in failed]
    raise_findings(reports.values(), strict=args.strict, errors=errors)
    return 0


def _readable(
    course: Course, names: Iterable[str], failed: dict[str, AutograderError]
) -> Iterator[Assignment]:
    """The assignments; into `failed`, by name, those that cannot be read.

    Raises:
        UsageError: there is none of that name.
    """
    for name in names:
        try:
            yield course.assignment(name)
        except UsageError:
            raise
        except AutograderError as problem:
            failed[name] = problem


def _named(name: str, problem: AutograderError) -> AutograderError:
    return type(problem)(f"{name} was not checked: {problem.message}", hint=problem.hint)


def _check_all(
    course: Course,
    assignments: Sequence[Assignment],
    args: argparse.Namespace,
    failed: dict[str, AutograderError],
) -> Iterator[Report]:
    """The report of each assignment, shown and stored; into `failed` go those without one.

    Raises:
        RunnerFailure: no backend can be chosen.
    """
    if not assignments:
        return
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
    for assignment in assignments:
        try:
            with _shown(console, assignment.name) as progress:
                report = check(course, assignment, backend, options, progress)
            page = write_page(report, check_folder(course, assignment.name))
            if args.write:
                file = assignment.folder / TOML_NAME
                write_record(file, Record.of(report))
                console.print(f"Written: {escape(str(file))}", soft_wrap=True)
        except AutograderError as problem:
            failed[assignment.name] = problem
            continue
        except RunnerFailure as problem:
            failed[assignment.name] = RunnerError(problem.message, hint=problem.hint)
            continue
        if args.format == "table":
            print_report(terminal.results(soft_wrap=False), report, page)
        yield report


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
    with terminal.progress(console, transient=True) as progress:
        yield _Bar(progress, name)


def raise_findings(
    reports: Iterable[Report], *, strict: bool, errors: Sequence[AutograderError] = ()
) -> None:
    """End the command with an error if an assignment is not ready for release.

    Args:
        errors: why others could not be checked.

    Raises:
        AutograderError: as the first of `errors`; it tells all of them, and the findings.
        FindingsError: one has errors or, with `strict`, warnings.
    """
    errors = list(errors)
    failed = [r for r in reports if r.errors or (strict and r.warnings)]
    if failed:
        counts = ", ".join(
            f"{report.assignment} ({plural(len(report.errors), 'error')}"
            + (f", {plural(len(report.warnings), 'warning')})" if strict else ")")
            for report in failed
        )
        errors.append(
            FindingsError(
                f"not ready for release: {counts}",
                hint="Each finding above says what to do next; docs/check.md explains them.",
            )
        )
    if errors:
        raise joined(errors)
