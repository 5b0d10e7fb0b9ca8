"""Examining the programs of a calibration, none of them twice with the same seed."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from autograder.assignment import Assignment
from autograder.calibration.plan import Plan, Subject
from autograder.checking.bench import Setting
from autograder.checking.cache import Cache, key_of
from autograder.errors import RunnerError
from autograder.examine.examination import RECORD_VERSION
from autograder.examine.kernels import SandboxLost
from autograder.examine.selection import loses_points
from autograder.grading.slots import TRIES, Seat
from autograder.grading.templates import Materials
from autograder.results import Measure, Measurement, TestResult, Verdict
from gpu_runner.sandbox import Backend

FORMAT: Final = 2
"""Of what is stored; a change makes older runs worthless."""
PATIENCE: Final = 20
"""Limits of time are longer by this factor: a threshold is not to depend on a busy machine."""


@dataclass(frozen=True, kw_only=True)
class TestSeen:
    """How one test ended in one run. `full`: it lost no points."""

    full: bool
    verdict: Verdict
    measurements: tuple[Measurement, ...] = ()

    __test__ = False

    @classmethod
    def of(cls, result: TestResult) -> TestSeen:
        return cls(
            full=not loses_points(result),
            verdict=result.verdict,
            measurements=result.measurements,
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> TestSeen:
        items = [item | {"measure": Measure(item["measure"])} for item in stored["measurements"]]
        return cls(
            full=bool(stored["full"]),
            verdict=Verdict(stored["verdict"]),
            measurements=tuple(Measurement(**item) for item in items),
        )


@dataclass(frozen=True, kw_only=True)
class Run:
    """One subject, examined with one seed: what its tests saw, by id."""

    subject: Subject
    seed: int
    tests: Mapping[str, TestSeen]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What all runs share."""

    assignment: Assignment
    materials: Materials
    backend: Backend
    assets: Mapping[str, Path]
    cache: Cache

    @cached_property
    def patient(self) -> Assignment:
        """The assignment with more time for its cells."""
        limits = self.assignment.limits
        longer = dataclasses.replace(
            limits,
            cell_seconds=PATIENCE * limits.cell_seconds,
            submission_seconds=PATIENCE * limits.submission_seconds,
            start_seconds=PATIENCE * limits.start_seconds,
        )
        return dataclasses.replace(self.assignment, limits=longer)

    def key(self, plan: Plan, subject: Subject, seed: int) -> str:
        """Hash of what a run depends on: image, files, limits, seed, tests and answers."""
        parts = {
            "calibration": [FORMAT, RECORD_VERSION],
            "seed": seed,
            "tests": list(subject.tests),
            "cells": plan.parts(subject),
        }
        return key_of({**self._common, **parts})

    @cached_property
    def _common(self) -> dict[str, Any]:
        setting = Setting(
            assignment=self.patient,
            materials=self.materials,
            backend=self.backend,
            assets=self.assets,
            seed=0,  # each run has its own
        )
        return setting.fingerprint()


async def carry_out(
    bench: Bench, plan: Plan, *, jobs: int, done: Callable[[Subject], None]
) -> list[Run]:
    """All runs of `plan`, `jobs` at a time; stored ones are taken from the cache.

    Raises:
        RunnerError: the sandbox failed three times with a program; other runs are stored.
        gpu_runner.errors.RunnerFailure: no slot can be opened.
    """
    found: list[Run] = []
    queue: asyncio.Queue[tuple[Subject, int, str]] = asyncio.Queue()
    for subject, seed in plan.runs:
        key = bench.key(plan, subject, seed)
        stored = _stored(bench.cache.get(key))
        if stored is None:
            queue.put_nowait((subject, seed, key))
        else:
            found.append(Run(subject=subject, seed=seed, tests=stored))
            done(subject)

    async def work() -> None:
        seat = Seat(bench.backend, bench.patient, bench.materials, bench.assets)
        try:
            while not queue.empty():
                subject, seed, key = queue.get_nowait()
                tests = await _examine(bench, plan, subject, seed, seat)
                bench.cache.put(key, {name: dataclasses.asdict(t) for name, t in tests.items()})
                found.append(Run(subject=subject, seed=seed, tests=tests))
                done(subject)
        finally:
            await seat.close()

    workers = [asyncio.create_task(work()) for _ in range(min(jobs, queue.qsize()))]
    try:
        await asyncio.gather(*workers)
    finally:
        # After a failure or ^C: let every worker close its slots.
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    order = {(subject.name, seed): place for place, (subject, seed) in enumerate(plan.runs)}
    return sorted(found, key=lambda run: order[run.subject.name, run.seed])


async def _examine(
    bench: Bench, plan: Plan, subject: Subject, seed: int, seat: Seat
) -> dict[str, TestSeen]:
    template = bench.materials.templates[subject.program.notebook]
    problem = ""
    for _ in range(TRIES):
        try:
            examined = await seat.examine(
                template, subject.program.cells, seed=seed, selection=plan.selection(subject)
            )
        except SandboxLost as lost:
            problem = str(lost)
            continue
        wanted = [result for result in examined.results if result.test in subject.tests]
        for result in wanted:
            if result.verdict is Verdict.GRADER_ERROR:
                raise RunnerError(
                    f"{result.test} gives no verdict on {subject.name}: {result.detail}",
                    hint="Correct the test, then give the same command again.",
                )
        return {result.test: TestSeen.of(result) for result in wanted}
    raise RunnerError(
        f"{subject.name} could not be examined: {problem}",
        hint="Type `gpu-runner doctor`, then the same command again; finished runs are stored.",
    )


def _stored(value: Any) -> dict[str, TestSeen] | None:
    if value is None:
        return None
    try:
        return {name: TestSeen.from_json(item) for name, item in value.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
