"""Grading a batch: every submission gets a verdict, whatever any of them does."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from autograder.assignment import Assignment
from autograder.errors import AutograderError, SourceError, SubmissionError
from autograder.examine.budgets import largest
from autograder.examine.examination import Examined
from autograder.examine.kernels import SandboxLost
from autograder.grading.slots import TRIES, Seat
from autograder.grading.submissions import Submission, check_name, is_notebook
from autograder.grading.templates import Materials
from autograder.notebooks import load_notebook
from autograder.percent import apply_percent, read_percent
from autograder.results import Outcome, Status, TestResult, Verdict
from gpu_runner.errors import RunnerFailure
from gpu_runner.sandbox import Backend

_OUTAGE_SECONDS: Final = 60.0
"""How long a batch waits for an engine that is gone; its restart takes some ten seconds."""
_PAUSE_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Graded:
    """A submission with its outcome and when it was made."""

    submission: Submission
    outcome: Outcome
    started: datetime
    finished: datetime


@dataclass(frozen=True)
class Batch:
    """What all workers share."""

    backend: Backend
    assignment: Assignment
    materials: Materials
    assets: Mapping[str, Path]
    seed: int
    max_notebook_bytes: int


async def grade_batch(
    batch: Batch,
    submissions: Sequence[Submission],
    *,
    jobs: int,
    finished: Callable[[Graded], None],
) -> None:
    """Grade `submissions` on `jobs` slots; `finished` is called once for each, in any order.

    Submissions that cannot be read come out `invalid`, and those that the infrastructure fails
    three times come out `not_graded`. No submission keeps another from being graded.
    """
    queue: asyncio.Queue[Submission] = asyncio.Queue()
    for submission in submissions:
        queue.put_nowait(submission)
    workers = [
        asyncio.create_task(_Worker(batch, queue, finished).work())
        for _ in range(min(jobs, len(submissions)))
    ]
    try:
        await asyncio.gather(*workers)
    finally:
        # After a full disk or ^C: let every worker close its slots.
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


class _Worker:
    """Takes submissions from the queue and examines them at a seat of its own."""

    def __init__(
        self,
        batch: Batch,
        queue: asyncio.Queue[Submission],
        finished: Callable[[Graded], None],
    ) -> None:
        self.batch = batch
        self.queue = queue
        self.finished = finished
        self._seat = Seat(batch.backend, batch.assignment, batch.materials, batch.assets)
        self._usable = True
        """Whether the backend could work when it was last asked."""

    async def work(self) -> None:
        try:
            while not self.queue.empty():
                submission = self.queue.get_nowait()
                begun = datetime.now(UTC)
                outcome = await self.outcome(submission)
                graded = Graded(submission, outcome, begun, datetime.now(UTC))
                # The database and the pages wait for the disk; the other slots go on meanwhile.
                await asyncio.to_thread(self.finished, graded)
        finally:
            await self._seat.close()

    async def outcome(self, submission: Submission) -> Outcome:
        """Examine one submission, again in fresh slots when the sandbox failed."""
        clock = time.monotonic()
        problem = ""
        for _ in range(TRIES):
            outcome = None
            try:
                outcome = await self._examine(submission)
            except (SandboxLost, RunnerFailure) as failure:
                problem = str(failure)
            except Exception as bug:  # noqa: BLE001 - one submission must not stop the others
                problem = f"a bug in autograder: {type(bug).__name__}: {bug}"
            if outcome is None:
                await self._wait_for_engine()
                continue
            if not _grader_errors(outcome) or problem:
                return dataclasses.replace(outcome, seconds=time.monotonic() - clock)
            problem = "a test of the assignment failed by itself"
        seconds = time.monotonic() - clock
        return Outcome(status=Status.NOT_GRADED, results=(), error=problem, seconds=seconds)

    async def _wait_for_engine(self) -> None:
        """Wait for an engine that restarts, once for each outage."""
        deadline = time.monotonic() + (_OUTAGE_SECONDS if self._usable else 0)
        while True:
            try:
                await asyncio.to_thread(self.batch.backend.check)
            except RunnerFailure:
                self._usable = False
            else:
                self._usable = True
                return
            if time.monotonic() >= deadline:
                return
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _examine(self, submission: Submission) -> Outcome:
        # Megabytes of JSON take seconds, in which other examinations would not be heard.
        read, unreadable = await asyncio.to_thread(self._read, submission)
        found: dict[str, Examined] = {}
        for name, notebook in read.items():
            template = self.batch.materials.templates[name]
            try:
                found[name] = await self._seat.examine(template, notebook, seed=self.batch.seed)
            except SubmissionError as error:
                unreadable[name] = error
        environment = self._seat.environment if read else {}
        spare = [name for name in submission.others(read) if is_notebook(name)] if read else []
        remarks = tuple(f"not looked at: {name}" for name in spare)
        return self._combine(found, unreadable, environment, submission.remarks + remarks)

    def _read(self, submission: Submission) -> tuple[dict[str, Any], dict[str, AutograderError]]:
        """The submitted notebooks by name, and why the others are none."""
        read: dict[str, Any] = {}
        unreadable: dict[str, AutograderError] = {}
        for name in self.batch.materials.templates:
            try:
                check_name(submission.student)
                read[name] = self._read_file(name, submission)
            except (SubmissionError, SourceError) as error:
                unreadable[name] = error
        return read, unreadable

    def _read_file(self, name: str, submission: Submission) -> Any:
        path = submission.files.get(name)
        if path is None:
            there = ", ".join(submission.others(self.batch.materials.templates)[:5])
            raise SubmissionError(
                f"{name}.ipynb was not handed in" + (f", but {there}" if there else ""),
                hint=f"Hand in the notebook as {name}.ipynb, under this name.",
            )
        limit = self.batch.max_notebook_bytes
        if path.suffix == ".py":
            answers = read_percent(path, max_bytes=limit)
            return apply_percent(self.batch.materials.releases[name], answers)
        return load_notebook(path, name=path.name, python_only=True, max_bytes=limit).notebook

    def _combine(
        self,
        found: Mapping[str, Examined],
        unreadable: Mapping[str, AutograderError],
        environment: Mapping[str, Any],
        remarks: tuple[str, ...],
    ) -> Outcome:
        results: list[TestResult] = []
        for name in self.batch.materials.templates:
            if name in found:
                results += found[name].results
            else:
                results += _unread_results(self.batch.materials, name, unreadable[name])
        parts = list(found.values())
        return Outcome(
            status=_status(results, found, unreadable),
            results=tuple(results),
            flags=remarks + tuple(flag for part in parts for flag in part.flags),
            error="\n".join(str(error) for error in unreadable.values()),
            cpu_seconds=_total([part.cpu_seconds for part in parts]),
            peak_memory_bytes=max(
                (part.peak_memory_bytes for part in parts if part.peak_memory_bytes), default=None
            ),
            environment=json.loads(
                json.dumps({**environment, "seed": self.batch.seed}, default=str)
            ),
            budgets=largest([part.budgets for part in parts]),
            notebooks={name: part.notebook for name, part in found.items()},
            record=tuple(line for part in parts for line in part.record),
        )


def _grader_errors(outcome: Outcome) -> bool:
    return any(result.verdict is Verdict.GRADER_ERROR for result in outcome.results)


def _total(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _status(
    results: Sequence[TestResult],
    found: Mapping[str, Examined],
    unreadable: Mapping[str, AutograderError],
) -> Status:
    if unreadable and not found:
        return Status.INVALID
    open_ = any(result.verdict in (Verdict.PENDING, Verdict.GRADER_ERROR) for result in results)
    return Status.NEEDS_REVIEW if open_ or unreadable else Status.GRADED


def _unread_results(materials: Materials, name: str, error: AutograderError) -> list[TestResult]:
    """Results of a notebook that was not examined: 0 points, until the student hands it in."""
    return [
        TestResult(
            notebook=name,
            test=question.grade_id,
            title=question.title,
            points=0.0,
            maximum=question.maximum,
            verdict=Verdict.NO_RESPONSE if question.manual else Verdict.NOT_REACHED,
            message=error.message,
            hidden=question.hidden,
            manual=question.manual,
        )
        for question in materials.templates[name].questions
    ]
