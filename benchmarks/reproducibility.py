"""Does grading the same submission again give the same verdicts and points?

Each pass is a whole `autograder grade --force` with one seed: new containers, new kernels, new
examination of every submission that comes with an assignment. Verdicts and points of every test are
compared with those of the first pass.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.gradebook.store import Gradebook
from benchmarks import common
from benchmarks.light_course import ASSIGNMENT, hand_in, make_course

FIRST = "softmax"
LIGHT_STUDENTS = 10
COUNTS = ("submissions", "tests", "passes", "compared")
Found = dict[tuple[str, str], tuple[str, float | None]]
"""Verdict and points by student and test."""


def main() -> int:
    """Run the passes; the exit code is 1 when any verdict or number of points differs."""
    parser = common.parser(__doc__)
    parser.add_argument(
        "assignments",
        nargs="*",
        default=[FIRST, ASSIGNMENT],
        help=f"of this repository; or {FIRST!r}, which `autograder init` makes; or {ASSIGNMENT!r}, "
        "the benchmarks' own small one with TensorFlow (default: these two)",
    )
    parser.add_argument("--times", type=int, default=10, help="passes (default: 10)")
    parser.add_argument("--seed", type=int, default=1, help="what the tests draw from")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time")
    parser.add_argument("--runner", default="docker", help="a backend (default: docker)")
    parser.add_argument(
        "--minutes",
        type=float,
        default=float("inf"),
        help="begin no pass of an assignment after so long; the result says how many were made",
    )
    arguments = parser.parse_args()
    common.wait_until_quiet(arguments.wait)
    stored = Stored(arguments.output)
    results = {name: measure(name, arguments, stored) for name in arguments.assignments}
    common.show(
        f"The same submissions again, seed {arguments.seed}",
        ("assignment", *COUNTS, "different"),
        [
            (name, *(found[key] for key in COUNTS), len(found["different"]))
            for name, found in results.items()
        ],
    )
    for name, found in results.items():
        for line in found["different"]:
            print(f"{name}: {line}")
    print(f"written: {stored.path}")
    return int(any(found["different"] for found in results.values()))


class Stored:
    """The file of results, up to date after every pass; what it says of others stays."""

    def __init__(self, path: Path | None) -> None:
        self.path = path or common.RESULTS / "reproducibility.json"
        known = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        self.assignments: dict[str, Any] = known.get("assignments", {})

    def put(self, name: str, found: Mapping[str, Any]) -> None:
        self.assignments[name] = found
        ordered = dict(sorted(self.assignments.items()))
        common.store(self.path, {"assignments": ordered})


def measure(name: str, arguments: Any, stored: Stored) -> dict[str, Any]:
    """All passes of one assignment."""
    deadline = time.monotonic() + 60 * arguments.minutes
    machine = common.machine()
    passes: list[Found] = []
    seconds: list[float] = []
    found: dict[str, Any] = {**dict.fromkeys(COUNTS, 0), "different": []}
    with course_with(name) as (root, submissions):
        while len(passes) < arguments.times and time.monotonic() < deadline:
            begun = time.monotonic()
            passes.append(grade(root, name, submissions, arguments))
            seconds.append(round(time.monotonic() - begun, 1))
            print(f"{name}: pass {len(passes)} took {seconds[-1]} s", file=sys.stderr)
            found = {
                "submissions": len({student for student, _ in passes[0]}),
                "tests": len(passes[0]),
                "passes": len(passes),
                "compared": len(passes[0]) * (len(passes) - 1),
                "different": list(differences(passes)),
                "seconds": seconds,
                "runner": arguments.runner,
                "seed": arguments.seed,
                "jobs": arguments.jobs,
                "machine": {**machine, "load_after": round(os.getloadavg()[0], 2)},
                "environment": environment_of(root, name),
            }
            stored.put(name, found)
    return found


@contextmanager
def course_with(name: str) -> Iterator[tuple[Path, Path]]:
    """A course that holds the assignment, in a temporary folder; and its submissions."""
    with tempfile.TemporaryDirectory(prefix="ag-") as folder:
        root = Path(folder) / "course"
        submissions = root / "source" / name / "submissions"
        if name == ASSIGNMENT:
            make_course(root)
            run("build", "--course", str(root))
            hand_in(root, LIGHT_STUDENTS)
            submissions = root / "submitted"
        elif name == FIRST:
            run("init", str(root))
        else:
            root.mkdir()
            shutil.copytree(common.ROOT / "source" / name, root / "source" / name)
            shutil.copy(common.ROOT / "nbgrader_config.py", root)
        yield root, submissions


def grade(root: Path, name: str, submissions: Path, arguments: Any) -> Found:
    """One pass."""
    output = run(
        *("grade", name, "--course", str(root), "--submissions", str(submissions)),
        *("--runner", arguments.runner, "--trust-submissions", "--force", "--format", "json"),
        *("--seed", str(arguments.seed), "--jobs", str(arguments.jobs)),
    )
    return {
        (submission["student"], f"{test['notebook']}/{test['id']}"): (
            test["verdict"],
            test["points"],
        )
        for submission in json.loads(output)["submissions"]
        for test in submission["tests"]
    }


def run(*arguments: str) -> str:
    """Run `autograder`; ends the benchmark if it fails."""
    command = [str(common.BIN / "autograder"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def differences(passes: list[Found]) -> Iterator[str]:
    """Every test of every later pass that is not as in the first one."""
    for number, found in enumerate(passes[1:], start=2):
        for key in sorted(passes[0].keys() | found.keys()):
            before, after = passes[0].get(key), found.get(key)
            if before != after:
                yield f"pass {number}, {' '.join(key)}: {before} became {after}"


def environment_of(root: Path, name: str) -> Mapping[str, Any]:
    """What the record of the last pass says it ran in: image, versions, limits, seed."""
    with Gradebook.open(Course.load(root).db_url) as gradebook:
        runs = [summary.run for summary in gradebook.submissions(name)]
    return next((run.environment for run in runs if run is not None and run.environment), {})


if __name__ == "__main__":
    sys.exit(common.guarded(main))
