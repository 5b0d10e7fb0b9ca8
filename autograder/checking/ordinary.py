"""The worked solution in an ordinary kernel, and under nbgrader: the verdicts have to agree."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nbformat

from autograder.cells import CellInfo, Role
from autograder.checking.bench import Setting
from autograder.checking.cache import Cache, key_of
from autograder.checking.findings import Finding, Kind, error
from autograder.checking.sightings import Seen, TestSeen
from autograder.course import sqlite_url
from autograder.errors import RunnerError
from autograder.examine.kernels import CellEnd, Kernel, SandboxLost
from autograder.examine.template import Template
from autograder.grading.slots import open_ordinary
from autograder.notebooks import notebook_bytes
from autograder.results import Verdict

_NUMBER = re.compile(r"(?:np\.\w+\()?(-?[\d.]+(?:e[+-]?\d+)?)\)?$")
_NBGRADER_SECONDS = 3_600
SUBJECT = "ordinary kernel"
NBGRADER = "nbgrader"


async def see_ordinary(setting: Setting, template: Template, cache: Cache, workspace: Path) -> Seen:
    """Run the instructor's notebook, hidden tests included, in one kernel.

    Args:
        workspace: an empty folder for the files that the kernel works with.

    Raises:
        RunnerError: the sandbox failed.
        gpu_runner.errors.RunnerFailure: no slot can be opened.
    """
    sources = [[c.cell_type, str(c.role), c.points, c.source] for c in template.cells]
    key = key_of({**setting.fingerprint(), "ordinary": sources})
    stored = Seen.from_json(cache.get(key))
    if stored is not None:
        return stored
    shutil.copytree(setting.materials.files, workspace, dirs_exist_ok=True)
    # `source_of` reads the saved notebook in the working directory.
    notebook = nbformat.from_dict(copy.deepcopy(template.truth))
    (workspace / f"{template.name}.ipynb").write_bytes(notebook_bytes(notebook))
    try:
        found = await _run(setting, template, workspace)
    except SandboxLost as lost:
        raise RunnerError(
            f"the ordinary kernel failed: {lost}", hint="Type `gpu-runner doctor`."
        ) from None
    cache.put(key, found.as_json())
    return found


async def _run(setting: Setting, template: Template, workspace: Path) -> Seen:
    assignment = setting.assignment
    started = time.monotonic()
    tests, cells = [], {}
    with contextlib.ExitStack() as slots:
        manager = open_ordinary(
            setting.backend, assignment, setting.materials, setting.assets, workspace
        )
        slot = await asyncio.to_thread(slots.enter_context, manager)
        kernel = Kernel(slot, slot.spec.limits)
        try:
            await kernel.start()
            for info in template.cells:
                if not info.is_code:
                    continue
                cell = nbformat.v4.new_code_cell(info.source)
                end = await kernel.run(cell, assignment.limits.cell_seconds)
                if info.role is Role.TEST:
                    tests.append(_test_seen(info, cell, end))
                elif info.grade_id:
                    cells[info.grade_id] = round(end.seconds, 3)
            usage = kernel.usage
        finally:
            await kernel.stop()
    return Seen(
        tests=tuple(tests),
        cells=cells,
        seconds=round(time.monotonic() - started, 3),
        cpu_seconds=usage.cpu_seconds,
        peak_memory_bytes=usage.peak_memory_bytes,
    )


def _test_seen(info: CellInfo, cell: Any, end: CellEnd) -> TestSeen:
    """The verdict as nbgrader gives it: an error is 0, a number at the end is partial credit."""
    points: float = info.points
    verdict = Verdict.PASSED
    name, text = end.error or ("", "")
    if not end.ok:
        points, verdict = 0.0, end.limit or Verdict.FAILED
    elif (shown := _last_number(cell)) is not None:
        points = shown
    return TestSeen(
        test=info.grade_id,
        verdict=verdict,
        points=points,
        maximum=info.points,
        seconds=round(end.seconds, 3),
        error="" if end.ok else "other",
        type=name,
        text=text,
    )


def _last_number(cell: Any) -> float | None:
    """The number that a cell's last expression showed, if it is one."""
    for output in cell.get("outputs", []):
        if output["output_type"] == "execute_result":
            found = _NUMBER.match(str(output["data"].get("text/plain", "")).strip())
            return float(found.group(1)) if found else None
    return None


def compare(examined: Seen, ordinary: Seen) -> list[Finding]:
    """Tests of the worked solution that end otherwise in an ordinary kernel."""
    found = []
    for test in examined.tests:
        other = ordinary.test(test.test)
        if other is not None and (test.full, test.points) != (other.full, other.points):
            found.append(
                error(
                    Kind.ORDINARY_DIFFERS,
                    SUBJECT,
                    f"{test} under examination, but {other} in an ordinary kernel",
                    test=test.test,
                    advice="See 'Differences from an ordinary kernel' in docs/examination.md.",
                )
            )
    return found


_QUIET: Final = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
"""nbgrader takes any text on standard error for a failed test: TensorFlow's, or a warning."""


@dataclass(frozen=True)
class _Course:
    """A course of one assignment for nbgrader, with the worked solution handed in."""

    root: Path
    name: str

    @property
    def db_url(self) -> str:
        return sqlite_url(self.root / "gradebook.db")


def see_nbgrader(setting: Setting, cache: Cache, root: Path) -> dict[str, float]:
    """The points that `nbgrader autograde` gives the worked solution, by test.

    nbgrader runs the notebook in an ordinary kernel of this environment, as its users do.

    Args:
        root: the course's folder, for its configuration.

    Raises:
        RunnerError: nbgrader failed.
    """
    assignment = setting.assignment
    truths = {name: t.truth for name, t in setting.materials.templates.items()}
    parts = {"nbgrader": truths, "python": sys.version, "quiet": _QUIET}
    key = key_of({**setting.fingerprint(), **parts})
    stored = cache.get(key)
    if stored is not None:
        return {str(test): float(points) for test, points in stored.items()}
    with tempfile.TemporaryDirectory(prefix="autograder-check-") as folder:
        course = _make_course(setting, Path(folder), root)
        for verb in ("generate_assignment", "autograde"):
            if verb == "autograde":
                _hand_in(setting, course)
            _nbgrader(course, verb, assignment.env)
        found = _scores(course)
    cache.put(key, found)
    return found


def _make_course(setting: Setting, folder: Path, root: Path) -> _Course:
    name = setting.assignment.name
    shutil.copy(root / "nbgrader_config.py", folder)
    source = folder / "source" / name
    shutil.copytree(setting.materials.files, source)
    for stem, template in setting.materials.templates.items():
        notebook = nbformat.from_dict(copy.deepcopy(template.truth))
        (source / f"{stem}.ipynb").write_bytes(notebook_bytes(notebook))
    return _Course(folder, name)


def _hand_in(setting: Setting, course: _Course) -> None:
    """Submit the worked solution, with the assets beside it."""
    target = course.root / "submitted" / "reference" / course.name
    shutil.copytree(course.root / "source" / course.name, target)
    for name, path in setting.assets.items():
        for place in (target, course.root / "release" / course.name):
            link = place / name
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.exists():
                link.symlink_to(path.resolve())


def _nbgrader(course: _Course, verb: str, env: Any) -> None:
    python = Path(sys.executable)
    environment = {
        **os.environ,
        **env,
        # nbgrader calls `alembic` by its name.
        "PATH": f"{python.parent}:{os.environ.get('PATH', '')}",
        **_QUIET,
    }
    arguments = [
        *(str(python), "-m", "nbgrader", verb, course.name),
        # The notebooks have their header and footer already, and lie in nbgrader's own layout.
        *("--IncludeHeaderFooter.header=", "--IncludeHeaderFooter.footer="),
        "--CourseDirectory.directory_structure={nbgrader_step}/{student_id}/{assignment_id}",
        *("--CourseDirectory.source_directory=source", "--CourseDirectory.db_url=" + course.db_url),
        *("--CourseDirectory.release_directory=release", f"--CourseDirectory.root={course.root}"),
        "--CourseDirectory.submitted_directory=submitted",
    ]
    done = subprocess.run(
        arguments,
        cwd=course.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_NBGRADER_SECONDS,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stderr.strip().split("\n")[-5:])
        raise RunnerError(
            f"nbgrader {verb} {course.name} failed (exit code {done.returncode}):\n{tail}",
            hint="Run `nbgrader` in the course by hand, or leave out --nbgrader.",
        )


def _scores(course: _Course) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url) as gradebook:
        return {
            grade.cell.name: float(grade.auto_score or 0.0)
            for submission in gradebook.assignment_submissions(course.name)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.auto_score is not None
        }


def compare_nbgrader(examined: Seen, scores: dict[str, float]) -> list[Finding]:
    """Tests of the worked solution to which nbgrader gives other points, or none at all."""
    found = []
    for test in examined.tests:
        theirs = scores.get(test.test)
        if theirs is None or abs((test.points or 0.0) - theirs) > 1e-6:
            given = "none" if theirs is None else f"{theirs:g}"
            found.append(
                error(
                    Kind.NBGRADER_DIFFERS,
                    NBGRADER,
                    f"{test.points or 0:g} points under examination, {given} by nbgrader",
                    test=test.test,
                    advice="See 'Differences from an ordinary kernel' in docs/examination.md.",
                )
            )
    return found
