"""Grade the submissions that come with the course, and keep what came of it.

python tools/grade_bundled.py                 # all assignments whose result is out of date
python tools/grade_bundled.py attention vae   # these, whatever was kept

Needs a Docker engine. `tests/graded/NAME.json` holds the points of each of the submissions of
assignment NAME and of its worked solution, with the hash of all that can change a verdict:
notebook, limits, data, examiner, image. While that stays the same, tests/test_course.py need not
spend the minutes again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from autograder.course import Course
from autograder.files import write_atomic
from autograder.grading.templates import examination_key, prepare
from autograder.percent import read_percent
from gpu_runner.image import current_tags
from gpu_runner.settings import Settings

ROOT: Final = Path(__file__).parent.parent
SOLUTION: Final = "solution"
"""The student who hands in the instructor's notebook."""
SEED: Final = 1
"""Scores with linear credit depend on what is drawn; they are stated for this seed."""


@dataclass(frozen=True)
class Result:
    """What one student got."""

    points: float
    """Of the tests; manual parts wait for a person."""
    failures: Mapping[str, str]
    """Verdict by test, where it is neither passed nor open."""


@dataclass(frozen=True)
class Bundle:
    """The submissions of one assignment as files, by student."""

    course: Course
    name: str

    @property
    def files(self) -> dict[str, Path]:
        folder = self.course.source_folder(self.name)
        found = {path.stem: path for path in sorted((folder / "submissions").glob("*.py"))}
        return {**found, SOLUTION: folder / f"{self.name}.ipynb"}

    @property
    def kept(self) -> Path:
        """Where the results are kept."""
        return ROOT / "tests" / "graded" / f"{self.name}.json"

    def expected(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest points that each of them states."""
        points = self.course.assignment(self.name).points
        stated = {name: path for name, path in self.files.items() if name != SOLUTION}
        scores = {student: read_percent(path).score() for student, path in stated.items()}
        return {**scores, SOLUTION: (points, points)}

    def misjudged(self, results: Mapping[str, Result]) -> dict[str, Result]:
        """The results that are not as stated; of the solution, every test has to pass."""
        return {
            student: results[student]
            for student, (low, high) in self.expected().items()
            if not low <= results[student].points <= high
            or (student == SOLUTION and results[student].failures)
        }

    def key(self) -> str:
        """Hash of all that the results depend on, with Docker and without optional assets."""
        assignment = self.course.assignment(self.name)
        image = current_tags(Settings()).complete
        environment = {"backend": {"backend": "docker", "image": image}, "assets": {}}
        with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
            materials = prepare(self.course, assignment, Path(folder))
            # Within: of files that are gone the hash says nothing.
            examined = examination_key(materials, assignment, seed=SEED, environment=environment)
        digest = hashlib.sha256(examined.encode())
        for student, path in self.files.items():
            digest.update(f"\0{student}\0".encode() + path.read_bytes())
        return digest.hexdigest()

    def read(self, key: str) -> dict[str, Result] | None:
        """The results that were kept under `key`."""
        try:
            found = json.loads(self.kept.read_text("utf-8"))
            if found["key"] != key:
                return None
            return {name: Result(**result) for name, result in found["results"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, key: str, results: Mapping[str, Result], *, seconds: float) -> None:
        """Keep `results`, which grading took `seconds` for."""
        text = json.dumps(
            {
                "key": key,
                "date": f"{datetime.now(UTC):%Y-%m-%d}",
                "image": current_tags(Settings()).complete,
                "seconds": round(seconds),
                "results": {name: asdict(result) for name, result in results.items()},
            },
            indent=1,
        )
        write_atomic(self.kept, (text + "\n").encode())


def grade(
    course: Course,
    name: str,
    files: Mapping[str, Path],
    runner: str,
    *,
    jobs: int,
    assets: Path | None = None,
) -> dict[str, Result]:
    """Results of `files`, by student, graded in a copy so that nothing is written into the course.

    Optional data and models are used only where `assets` is the folder that holds them.

    Raises:
        RuntimeError: `autograder grade` did not end well; holds what it said.
    """
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        root = Path(folder)
        handed_in = root / "handed-in"
        handed_in.mkdir()
        shutil.copy(course.root / "nbgrader_config.py", root)
        shutil.copytree(course.source_folder(name), root / "source" / name)
        for student, path in files.items():
            shutil.copy(path, handed_in / f"{student}{path.suffix}")
        command = [
            *(sys.executable, "-m", "autograder.main", "grade", name, "--course", str(root)),
            *("--submissions", str(handed_in), "--runner", runner, "--trust-submissions"),
            *("--format", "json", "--jobs", str(jobs), "--seed", str(SEED)),
        ]
        environment = {**os.environ, "AUTOGRADER_ASSETS": str(assets or root / "no-assets")}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"autograder grade {name} ended with {done.returncode}: {done.stderr}")
    submissions = json.loads(done.stdout)["submissions"]
    return {submission["student"]: _result(submission) for submission in submissions}


def _result(submission: Mapping[str, Any]) -> Result:
    """Points and failures of one submission as `autograder grade --format json` prints it."""
    tests = submission["tests"]
    return Result(
        points=sum(test["points"] or 0.0 for test in tests),
        failures={
            test["id"]: test["verdict"]
            for test in tests
            if test["verdict"] not in ("passed", "pending", "no_response")
        },
    )


def main() -> int:
    """Grade what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("assignment", nargs="*", help="names (default: what is out of date)")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time")
    arguments = parser.parse_args()
    course = Course.load(ROOT)
    status = 0
    for name in arguments.assignment or course.assignments():
        bundle = Bundle(course, name)
        key = bundle.key()
        if not arguments.assignment and bundle.read(key):
            print(f"{name}: up to date")
            continue
        started = time.monotonic()
        results = grade(course, name, bundle.files, "docker", jobs=arguments.jobs)
        seconds = time.monotonic() - started
        bundle.write(key, results, seconds=seconds)
        print(f"{name}: {len(results)} graded in {seconds:.0f} s", flush=True)
        for student, result in bundle.misjudged(results).items():
            low, high = bundle.expected()[student]
            failures = ", ".join(result.failures) or "nothing"
            print(
                f"  {student}: {result.points:g} points, not {low:g} to {high:g}; fails {failures}"
            )
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
