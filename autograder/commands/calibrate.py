"""`autograder calibrate`: measure how far right and wrong solutions are from the thresholds."""

from __future__ import annotations

import argparse
import json
import sys

from autograder import terminal

from autograder.quick_nbformat import nbformat  # isort: skip  # noqa: F401  # saves 0.8 s
from rich.markup import escape

from autograder.assignment import TOML_NAME
from autograder.calibration.calibrator import Options, calibrate, calibration_folder
from autograder.calibration.page import write_page
from autograder.calibration.report import Report, as_json
from autograder.calibration.summary import print_report
from autograder.calibration.writing import write_calibration
from autograder.course import Course
from autograder.errors import FindingsError
from autograder.grading.runner import choose_runner
from autograder.reports.wording import plural


def run(args: argparse.Namespace) -> int:
    """Calibrate one assignment.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        seeds (int): runs of the worked solution.
        variant_seeds (int | None): runs of each variant; as `seeds` if None.
        jobs (int | None): examinations at a time.
        write (bool): store the results in `assignment.toml`.
        fresh (bool): ignore runs of earlier calibrations.
        without_assets (bool): as if optional assets had not been fetched.
        runner (str | None): name of a backend.
        trust_submissions (bool): allow a backend that does not isolate.
        format (str): "table" or "json", on standard output. Progress goes to standard error.
    """
    course = Course.load(args.course)
    assignment = course.assignment(args.assignment)
    console = terminal.remarks()
    backend = choose_runner(
        args.runner,
        trust_submissions=args.trust_submissions,
        say=lambda text: console.print(escape(text)),
    )
    options = Options(
        seeds=args.seeds,
        variant_seeds=args.variant_seeds,
        jobs=args.jobs,
        fresh=args.fresh,
        assets=not args.without_assets,
    )
    with terminal.progress(console, transient=True) as progress:
        bar = progress.add_task(f"{assignment.name} ({backend.name})", total=None)
        report = calibrate(
            course,
            assignment,
            backend,
            options,
            planned=lambda count: progress.update(bar, total=count),
            done=lambda: progress.advance(bar),
        )
    page = write_page(calibration_folder(course, assignment.name), report)
    if args.format == "json":
        json.dump(as_json(report, str(page)), sys.stdout, indent=1)
        sys.stdout.write("\n")
    else:
        print_report(terminal.results(soft_wrap=False), report, page)
    if args.write:
        write_calibration(assignment.folder / TOML_NAME, report)
        console.print(f"Written: {escape(str(assignment.folder / TOML_NAME))}", soft_wrap=True)
    raise_errors(report)
    return 0


def raise_errors(report: Report) -> None:
    """End the command with an error if thresholds misjudged solutions.

    Raises:
        FindingsError: they did.
    """
    if report.errors:
        tests = plural(len({finding.test for finding in report.errors}), "test")
        raise FindingsError(
            f"{report.assignment}: {plural(len(report.errors), 'error')} in {tests}",
            hint="Each error above says what to do next; docs/calibrate.md explains them.",
        )
