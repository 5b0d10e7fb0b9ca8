"""Does grading the same submission again give the same verdicts and points?

Each pass is a whole `autograder grade --force` with one seed: new containers, new kernels, new
examination of every submission that comes with an assignment. Verdicts and points of every test are
compared with those of the first pass.

Passes of an earlier run count, if nothing has changed since that could change a verdict: image,
assignment, limits and seed are in the key under which they are kept. A whole course takes hours.
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
Found = dict[str, dict[str, str]]
"""Verdict and points, by student and test."""


def main() -> int:
    """Run the passes; the exit code is 1 when any verdict or number of points differs."""
    parser = common.parser(__doc__)
    parser.add_argument(
        "assignments",
        nargs="*",
        default=[FIRST, ASSIGNMENT, *Course.load(common.ROOT).assignments()],
        help=f"of this repository; or {FIRST!r}, which `autograder init` makes; or {ASSIGNMENT!r}, "
        "the benchmarks' own small one with TensorFlow (default: all)",
    )
    parser.add_argument("--times", type=int, default=10, help="passes in all (default: 10)")
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

    def begin(self, name: str, key: str, verdicts: Found) -> dict[str, Any]:
        """What is known of an assignment under `key`; a new entry if nothing is."""
        known: dict[str, Any] = self.assignments.get(name, {})
        if known.get("key") == key:
            return known
        return {
            "submissions": len(verdicts),
            "tests": sum(map(len, verdicts.values())),
            "passes": 0,
            "compared": 0,
            "different": [],
            "key": key,
            "first": verdicts,
            "sessions": [],
        }

    def put(self, name: str, found: Mapping[str, Any]) -> None:
        self.assignments[name] = found
        ordered = dict(sorted(self.assignments.items()))
        common.store(self.path, {"assignments": ordered})


def measure(name: str, arguments: Any, stored: Stored) -> dict[str, Any]:
    """Passes of one assignment, one at least, until there are enough."""
    deadline = time.monotonic() + 60 * arguments.minutes
    machine = common.machine()
    found: dict[str, Any] = {}
    session: dict[str, Any] = {"machine": machine, "seconds": []}
    with course_with(name) as (root, submissions):
        while True:
            begun = time.monotonic()
            verdicts = grade(root, name, submissions, arguments)
            session["seconds"].append(round(time.monotonic() - begun, 1))
            machine["load_after"] = round(os.getloadavg()[0], 2)
            key, environment = conditions(root, name)
            if not found:
                found = stored.begin(name, key, verdicts)
                found["sessions"].append(session)
            add_pass(found, verdicts)
            found["environment"] = environment
            stored.put(name, found)
            print(f"{name}: pass {found['passes']} took {session['seconds'][-1]} s", flush=True)
            if found["passes"] >= arguments.times or time.monotonic() > deadline:
                return found


def add_pass(found: dict[str, Any], verdicts: Found) -> None:
    """Count one more pass, and what it has found otherwise than the first."""
    found["passes"] += 1
    found["compared"] = found["tests"] * (found["passes"] - 1)
    found["different"] += differences(found["first"], verdicts, found["passes"])


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
        submission["student"]: {
            f"{test['notebook']}/{test['id']}": f"{test['verdict']} {test['points']}"
            for test in submission["tests"]
        }
        for submission in json.loads(output)["submissions"]
    }


def run(*arguments: str) -> str:
    """Run `autograder`; ends the benchmark if it fails."""
    command = [str(common.BIN / "autograder"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def differences(first: Found, verdicts: Found, number: int) -> Iterator[str]:
    """Every test of a later pass that is not as in the first one."""
    for student in sorted(first.keys() | verdicts.keys()):
        before, after = first.get(student, {}), verdicts.get(student, {})
        for test in sorted(before.keys() | after.keys()):
            if before.get(test) != after.get(test):
                change = f"{before.get(test)} became {after.get(test)}"
                yield f"pass {number}, {student} {test}: {change}"


def conditions(root: Path, name: str) -> tuple[str, Mapping[str, Any]]:
    """Of the last pass: hash of all that can change a verdict, and what the record says of it."""
    with Gradebook.open(Course.load(root).db_url) as gradebook:
        runs = [summary.run for summary in gradebook.submissions(name) if summary.run is not None]
    environment = next((run.environment for run in runs if run.environment), {})
    return runs[0].examination_key, environment


if __name__ == "__main__":
    sys.exit(common.guarded(main))
