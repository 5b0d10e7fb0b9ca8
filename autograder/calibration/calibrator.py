"""Calibrating one assignment, from its materials to a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder import interrupts
from autograder.assets import locate, optional_names
from autograder.assignment import Assignment
from autograder.calibration import fingerprint
from autograder.calibration.analysis import TestReport, analyse
from autograder.calibration.plan import Plan, make_plan
from autograder.calibration.report import Report
from autograder.calibration.runs import Bench, Run, carry_out
from autograder.cells import title
from autograder.checking.cache import Cache
from autograder.course import Course
from autograder.errors import ConfigError
from autograder.grading.slots import number_of_jobs
from autograder.grading.templates import Materials, prepare
from autograder.staging import staging
from gpu_runner.sandbox import Backend


@dataclass(frozen=True, kw_only=True)
class Options:
    """How much to measure.

    Args:
        seeds: runs of the worked solution.
        variant_seeds: runs of each variant; as `seeds` if None, and none if 0.
        jobs: examinations at a time; by the machine if None.
        fresh: ignore stored runs.
        assets: whether optional assets are there, if they have been fetched.
    """

    seeds: int = 20
    variant_seeds: int | None = None
    jobs: int | None = None
    fresh: bool = False
    assets: bool = True

    @property
    def runs_of_variants(self) -> int:
        return self.seeds if self.variant_seeds is None else self.variant_seeds


def calibrate(
    course: Course,
    assignment: Assignment,
    backend: Backend,
    options: Options,
    *,
    planned: Callable[[int], None],
    done: Callable[[], None],
) -> Report:
    """Calibrate one assignment; `planned` is told the number of runs, `done` called after each.

    Raises:
        UsageError: no test has a threshold.
        SourceError, ConfigError: the assignment cannot be built, or a variant's file is wrong.
        RunnerError: the sandbox failed repeatedly; finished runs are stored.
        gpu_runner.errors.RunnerFailure: no sandbox.
        StorageError: runs cannot be stored.
    """
    if not assignment.managed:
        raise ConfigError(
            f"{assignment.folder}: there is no assignment.toml to keep a calibration",
            hint="Write one: see docs/authoring.md.",
        )
    folder = calibration_folder(course, assignment.name)
    with staging(course, "calibrate") as workspace:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        materials = prepare(course, assignment, workspace / "materials")
        plan = make_plan(
            assignment,
            materials,
            seeds=options.seeds,
            variant_seeds=options.runs_of_variants,
        )
        # Before the runs: what is edited meanwhile was not measured.
        sources = {path.stem: fingerprint.read(path) for path in assignment.notebooks}
        planned(sum(1 for _ in plan.runs))
        store = folder / "runs.jsonl"
        if options.fresh:
            store.unlink(missing_ok=True)
        bench = Bench(
            assignment=assignment,
            materials=materials,
            backend=backend,
            assets=locate(course, assignment, optional=options.assets),
            cache=Cache(store),
        )
        jobs = number_of_jobs(assignment, options.jobs)
        runs = interrupts.run(carry_out(bench, plan, jobs=jobs, done=lambda _: done()))
        bench.cache.close()
    return Report(
        assignment=assignment.name,
        title=assignment.title,
        seeds=options.seeds,
        variant_seeds=options.runs_of_variants,
        backend=backend.identity(),
        assets=optional_names(assignment, bench.assets),
        made=datetime.now(UTC),
        tests=_tests(sources, materials, plan, runs),
    )


def calibration_folder(course: Course, assignment: str) -> Path:
    """Where runs and the page of a calibration lie."""
    return course.state_dir / "calibrate" / assignment


def _tests(
    sources: Mapping[str, fingerprint.Reading],
    materials: Materials,
    plan: Plan,
    runs: list[Run],
) -> tuple[TestReport, ...]:
    titles = {
        (name, cell.grade_id): title(cell)
        for name, template in materials.templates.items()
        for cell in template.cells
    }
    return tuple(
        analyse(test, name, titles[name, test], sources[name].fingerprint(test), runs)
        for name, test in plan.tests
    )
