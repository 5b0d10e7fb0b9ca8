"""`autograder grade`: examine submissions, store the results, write the pages."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder import interrupts, terminal

from autograder.quick_nbformat import nbformat  # isort: skip  # before nbclient: saves 0.8 s
from rich.console import Console
from rich.markup import escape

from autograder.assets import locate
from autograder.assignment import Assignment
from autograder.course import Course
from autograder.errors import IncompleteError, UsageError
from autograder.files import write_atomic
from autograder.gradebook.store import Gradebook
from autograder.gradebook.values import QuestionRow, RunFiles
from autograder.grading.batch import Batch, Graded, grade_batch
from autograder.grading.pages import write_pages
from autograder.grading.printed import (
    as_json,
    line_of,
    older_than_counted,
    print_downloaded,
    print_notes,
    print_strangers,
    print_strays,
    print_table,
    print_times,
)
from autograder.grading.runner import choose_runner
from autograder.grading.slots import number_of_jobs
from autograder.grading.strays import Stray, find_strays
from autograder.grading.submissions import Submission, find_submissions, folder_name
from autograder.grading.templates import Materials, examination_key, prepare
from autograder.people import composed, some_of
from autograder.results import Status
from autograder.staging import staging
from autograder.suggest import did_you_mean
from gpu_runner.sandbox import Backend


def run(args: argparse.Namespace) -> int:
    """Grade one assignment.

    Reads from `args`:
        course (Path | None): a folder of the course; the working directory if None.
        assignment (str): its name.
        submissions (Path | None): folder; the course's submitted folder if None.
        student (list[str] | None): only these.
        jobs (int | None): submissions at a time.
        runner (str | None): name of a backend.
        trust_submissions (bool): allow a backend that does not isolate.
        force (bool): grade again what has a finished run.
        seed (int | None): what the tests draw from; the assignment's own seed if None.
        format (str): "table" or "json", on standard output. Progress goes to standard error.
    """
    course = Course.load(args.course)
    assignment = course.assignment(args.assignment)
    folder = args.submissions or course.submissions_folder(assignment.name)
    notebooks = [path.stem for path in assignment.notebooks]
    console = terminal.remarks()
    try:
        zone = course.timezone() or UTC
        found = find_submissions(folder, assignment.name, notebooks, zone=zone)
        submissions = _chosen(found, args.student)
    except UsageError:
        # What is missing may be what lies in the wrong place.
        print_strays(console, _strays(course, assignment, folder, [], args.student))
        print_downloaded(console, assignment.name, notebooks, folder)
        raise
    strays = _strays(course, assignment, folder, found, args.student)
    backend = choose_runner(
        args.runner,
        trust_submissions=args.trust_submissions,
        say=lambda text: console.print(escape(text)),
    )
    with staging(course, "grade") as workspace, Gradebook.open(course.db_url) as gradebook:
        session = _Session(
            course, assignment, gradebook, backend, console, workspace, seed=args.seed
        )
        readable = [submission for submission in submissions if not submission.unreadable]
        failures = session.grade(readable, jobs=args.jobs, force=args.force)
        names = {composed(submission.student) for submission in submissions}
        everybody = gradebook.submissions(assignment.name)
        summaries = [s for s in everybody if composed(s.student.name) in names]
        students = gradebook.students()
        report = write_pages(course, gradebook, assignment).index
    waiting = {
        composed(s.student.name) for s in summaries if s.status is Status.NOT_GRADED or s.waiting
    }
    failed = sorted(waiting | set(failures))
    examined = [submission for submission in readable if submission.student not in failed]
    older = older_than_counted(examined, summaries)
    if args.format == "json":
        document = as_json(assignment.name, summaries, report, failed, strays, older)
        json.dump(document, sys.stdout, indent=1)
        sys.stdout.write("\n")
    else:
        print_table(summaries, report, failed, older, zone)
    print_notes(console, assignment.name, everybody)
    print_times(console, assignment.name, submissions, older)
    print_strays(console, strays)
    print_strangers(console, assignment.name, submissions, students)
    print_downloaded(console, assignment.name, notebooks, folder)
    if locked := [submission for submission in submissions if submission.unreadable]:
        raise IncompleteError(
            f"{len(locked)} of {len(submissions)} submissions cannot be read: "
            + some_of((f"{item.student}: {item.unreadable}" for item in locked), "; "),
            hint="Nothing was stored for them. Correct that, and give the same command again.",
        )
    if failed:
        raise IncompleteError(
            f"{len(failed)} of {len(summaries)} submissions could not be graded: {some_of(failed)}",
            hint="The others are stored. " + _what_next(assignment, failures.values()),
        )
    return 0


def _strays(
    course: Course,
    assignment: Assignment,
    folder: Path,
    found: list[Submission],
    students: Sequence[str] | None,
) -> list[Stray]:
    """What in `folder` is not looked at; of `students` only, if some are named."""
    notebooks = [path.stem for path in assignment.notebooks]
    names = course.assignments()
    strays = find_strays(folder, assignment.name, notebooks, found, assignments=names)
    wanted = [composed(student) for student in students or ()]
    return [item for item in strays if not wanted or item.student in wanted]


def _what_next(assignment: Assignment, errors: Iterable[str]) -> str:
    """What to type after examinations that failed with `errors`."""
    text = "\n".join(errors)
    missing = [name for name in assignment.modules if f"import {name}: " in text]
    if missing:
        return (
            f"{', '.join(missing)} cannot be imported: see run.modules in"
            f" {assignment.folder / 'assignment.toml'}, then type the same command again."
        )
    return "Type `gpu-runner doctor`, then the same command again."


def _chosen(found: list[Submission], students: Sequence[str] | None) -> list[Submission]:
    if not students:
        return found
    students = [composed(student) for student in students]
    names = [submission.student for submission in found]
    for student in students:
        if student not in names:
            raise UsageError(f"no submission of {student!r}", hint=did_you_mean(student, names))
    return [submission for submission in found if submission.student in students]


class _Session:
    """One `grade` command: what it needs to store and show an outcome."""

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        gradebook: Gradebook,
        backend: Backend,
        console: Console,
        workspace: Path,
        *,
        seed: int | None = None,
    ) -> None:
        self.course = course
        self.assignment = assignment
        self.gradebook = gradebook
        self.backend = backend
        self.console = console
        self.materials = prepare(course, assignment, workspace / "materials")
        gradebook.register_assignment(
            assignment.name,
            _questions(self.materials),
            title=assignment.title,
            due=assignment.due,
            late=assignment.late,
        )
        self.seed = gradebook.assignment_seed(assignment.name) if seed is None else seed
        self.assets = locate(course, assignment)
        present = [asset for asset in assignment.assets if str(asset.path) in self.assets]
        environment = {
            "backend": backend.identity(),
            "assets": {asset.name: dict(asset.files) for asset in present},
        }
        self.key = examination_key(
            self.materials, assignment, seed=self.seed, environment=environment
        )

    def grade(
        self, submissions: Sequence[Submission], *, jobs: int | None, force: bool
    ) -> dict[str, str]:
        """Examine what has no finished run yet; store every outcome as soon as it is known.

        Returns the students whose submission could not be examined, with the reason.
        """
        # After a failed examination the gradebook says so, until one succeeds.
        before = self.gradebook.submissions(self.assignment.name)
        failed_last = {composed(s.student.name) for s in before if s.last_error}
        older = older_than_counted(submissions, before)
        again = {item.student for item in submissions if force or item.student in failed_last}
        waiting = [i for i in submissions if i.student in again or not self._is_finished(i)]
        done = len(submissions) - len(waiting)
        if done:
            self.console.print(f"{done} of {len(submissions)} are graded already (--force repeats)")
        failures: dict[str, str] = {}
        if not waiting:
            return failures
        # Much text mostly takes long, and whoever is alone at the end should be done soon.
        waiting.sort(key=lambda item: item.size, reverse=True)
        count = min(number_of_jobs(self.assignment, jobs), len(waiting))
        batch = Batch(
            self.backend,
            self.assignment,
            self.materials,
            self.assets,
            self.seed,
            self.course.max_notebook_bytes,
        )
        with terminal.progress(self.console) as progress:
            bar = progress.add_task(
                f"{self.assignment.name} ({self.backend.name})", total=len(waiting)
            )

            def finished(graded: Graded) -> None:
                self.store(graded, repeat=graded.submission.student in again)
                if graded.outcome.status is Status.NOT_GRADED:
                    failures[graded.submission.student] = graded.outcome.error
                progress.console.print(line_of(graded, older=graded.submission.student in older))
                progress.advance(bar)

            interrupts.run(grade_batch(batch, waiting, jobs=count, finished=finished))
        return failures

    def _is_finished(self, submission: Submission) -> bool:
        run = self.gradebook.finished_run(
            self.assignment.name,
            submission.student,
            submission.sha256,
            self.key,
            received_at=submission.received_at,
        )
        return run is not None

    def store(self, graded: Graded, *, repeat: bool) -> None:
        """Files first, then one transaction: a crash leaves no half of a run."""
        submission, outcome = graded.submission, graded.outcome
        self.gradebook.save_run(
            assignment=self.assignment.name,
            student=submission.student,
            sha256=submission.sha256,
            received_at=submission.received_at,
            examination_key=self.key,
            outcome=outcome,
            started=graded.started,
            finished=graded.finished,
            artifacts=self._write_files(graded),
            source_path=str(submission.source),
            repeat=repeat,
        )

    def _write_files(self, graded: Graded) -> RunFiles:
        outcome = graded.outcome
        # The clock can be set back, and another grader may have begun at the same time.
        unique = f"{graded.submission.sha256[:8]}-{secrets.token_hex(4)}"
        stamp = f"{graded.started:%Y%m%dT%H%M%S%f}-{unique}"
        student = folder_name(graded.submission.student)
        folder = Path("runs", self.assignment.name, student, stamp)
        notebooks = {}
        for name, notebook in outcome.notebooks.items():
            path = folder / f"{name}.ipynb"
            data = nbformat.writes(nbformat.from_dict(notebook)).encode("utf-8", "replace")
            write_atomic(self.course.state_dir / path, data, durable=True)
            notebooks[name] = path.as_posix()
        record = folder / "record.jsonl"
        lines = [json.dumps(line, default=str) for line in (*outcome.record, _closing(graded))]
        text = "\n".join(lines) + "\n"
        write_atomic(self.course.state_dir / record, text.encode("utf-8"), durable=True)
        return RunFiles(record=record.as_posix(), notebooks=notebooks)


def _questions(materials: Materials) -> list[QuestionRow]:
    return [
        QuestionRow(
            notebook=question.notebook,
            grade_id=question.grade_id,
            title=question.title,
            maximum=question.maximum,
            manual=question.manual,
            hidden=question.hidden,
            heading=materials.headings[question.notebook, question.grade_id],
        )
        for question in materials.questions
    ]


def _closing(graded: Graded) -> dict[str, Any]:
    outcome = graded.outcome
    return {
        "event": "end",
        "student": graded.submission.student,
        "submission_sha256": graded.submission.sha256,
        "status": outcome.status,
        "score": outcome.score,
        "flags": outcome.flags,
        "error": outcome.error,
        "environment": outcome.environment,
        "cpu_seconds": outcome.cpu_seconds,
        "peak_memory_bytes": outcome.peak_memory_bytes,
        "budgets": outcome.budgets,
        "finished": datetime.now(UTC).isoformat(),
    }
