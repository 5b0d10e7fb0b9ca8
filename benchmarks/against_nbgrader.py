"""The same submissions graded by `autograder grade` and by `nbgrader autograde`.

Both commands run as their users type them, one after the other, on copies of one course. Start-up,
images in the cache, imports, database and reports are part of the wall time. The benchmark fails if
any test of any submission has another score in one than in the other.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from nbgrader.api import Gradebook

from benchmarks import common
from benchmarks.containers import ContainerMeter, KernelMeter
from benchmarks.light_course import ASSIGNMENT, POINTS, hand_in, make_course

REQUIRED_RATIO = 5.0
Scores = dict[str, dict[str, float]]
"""Student -> test cell -> points."""
Meter = TypeVar("Meter", bound=AbstractContextManager[Any])


class Ran(NamedTuple):
    """One command that ended well."""

    seconds: float
    cpu_seconds: float
    """Of the command and of every child that it waited for."""
    output: str


def command(
    arguments: Sequence[str], folder: Path, meter: Callable[[int], Meter]
) -> tuple[Ran, Meter]:
    """Run a program of this environment in `folder`. Ends the benchmark if it fails."""
    # nbgrader calls `alembic`, which it expects on the path.
    environment = {**os.environ, "PATH": f"{common.BIN}:{os.environ['PATH']}"}
    # nbgrader takes any text on standard error for a failed test; TensorFlow writes some when it
    # finds no GPU.
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    log = folder.parent / f"{arguments[0]}.log"
    begun = time.monotonic()
    with log.open("ab") as errors, tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [str(common.BIN / arguments[0]), *arguments[1:]],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=errors,
        )
        with meter(process.pid) as measured:
            # Like Popen.wait, and tells what the program and its children used.
            _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        sys.exit(f"{' '.join(arguments)}: exit code {process.returncode}\n{tail}{text[-2000:]}")
    return Ran(seconds, used.ru_utime + used.ru_stime, text), measured


def autograder_scores(output: str) -> Scores:
    """Points from the JSON that `autograder grade` prints."""
    return {
        item["student"]: {test["id"]: float(test["points"]) for test in item["tests"]}
        for item in json.loads(output)["submissions"]
    }


def nbgrader_scores(root: Path) -> Scores:
    """Points from nbgrader's database."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {
                grade.cell.name: float(grade.score)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def differences(one: Scores, other: Scores) -> list[str]:
    """Where two sets of scores are not the same, in words."""
    if one.keys() != other.keys():
        return [f"students: {sorted(one)} and {sorted(other)}"]
    return [
        f"{student}, {test}: {one[student].get(test)} and {other[student].get(test)}"
        for student in one
        for test in sorted(one[student].keys() | other[student].keys())
        if one[student].get(test) != other[student].get(test)
    ]


def distribution(scores: Scores) -> Mapping[str, int]:
    """How many submissions have which total."""
    totals = [sum(tests.values()) for tests in scores.values()]
    return {f"{total:g}": totals.count(total) for total in sorted(set(totals))}


def run(folder: Path, students: int, jobs: int, backend: str) -> dict[str, Any]:
    """Grade with both, and return what was measured."""
    ours, theirs = folder / "autograder", folder / "nbgrader"
    for root in (ours, theirs):
        make_course(root)
    generated, _ = command(("nbgrader", "generate_assignment", ASSIGNMENT), theirs, KernelMeter)
    hand_in(theirs, students)
    shutil.copytree(theirs / "submitted", ours / "submitted")
    options: tuple[str, ...] = ("--jobs", str(jobs), "--runner", backend, "--format", "json")
    if backend == "process":
        options = (*options, "--trust-submissions")
    graded, containers = command(
        ("autograder", "grade", ASSIGNMENT, *options), ours, ContainerMeter
    )
    autograded, kernel = command(("nbgrader", "autograde", ASSIGNMENT), theirs, KernelMeter)
    scores = autograder_scores(graded.output)
    wrong = differences(scores, nbgrader_scores(theirs))
    if wrong:
        sys.exit("autograder and nbgrader do not agree:\n" + "\n".join(wrong))
    inside = sum(containers.cpu_seconds.values())
    return {
        "students": students,
        "tests": len(next(iter(scores.values()))),
        "jobs": jobs,
        "runner": backend,
        "points": POINTS,
        "totals": distribution(scores),
        "scores_agree": True,
        "autograder": {
            "grade_seconds": round(graded.seconds, 2),
            "cpu_seconds": round(graded.cpu_seconds + inside, 2),
            "cpu_seconds_in_containers": round(inside, 2),
            "containers": len(containers.cpu_seconds),
            "peak_mib_of_a_container": max(containers.memory_bytes.values(), default=0) >> 20,
            "peak_mib_of_all_containers": containers.total_bytes >> 20,
        },
        "nbgrader": {
            "generate_assignment_seconds": round(generated.seconds, 2),
            "autograde_seconds": round(autograded.seconds, 2),
            "cpu_seconds": round(autograded.cpu_seconds, 2),
            "peak_mib_of_a_kernel": kernel.memory_bytes >> 20,
        },
        "ratio_autograde_over_grade": round(autograded.seconds / graded.seconds, 2),
        "ratio_with_generate_assignment": round(
            (generated.seconds + autograded.seconds) / graded.seconds, 2
        ),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = common.parser(__doc__)
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time (default: 2)")
    parser.add_argument("--runner", default="docker", choices=("docker", "process"))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work there and keep everything")
    arguments = parser.parse_args(argv)
    common.wait_until_quiet(arguments.wait)
    machine = common.machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        # Kernels have other user ids, and read the released files of the course.
        Path(temporary).chmod(0o755)
        folder = arguments.keep or Path(temporary)
        found = run(folder, arguments.students, arguments.jobs, arguments.runner)
    ours, theirs = found["autograder"], found["nbgrader"]
    common.show(
        f"{found['students']} submissions, {found['tests']} tests each",
        ("", "autograder", "nbgrader"),
        [
            ("wall time, s", ours["grade_seconds"], theirs["autograde_seconds"]),
            ("CPU time, s", ours["cpu_seconds"], theirs["cpu_seconds"]),
            (
                "peak memory of a kernel or container, MiB",
                ours["peak_mib_of_a_container"],
                theirs["peak_mib_of_a_kernel"],
            ),
            ("peak memory of all containers, MiB", ours["peak_mib_of_all_containers"], ""),
            ("generate_assignment, s", "", theirs["generate_assignment_seconds"]),
        ],
    )
    print(f"totals of {found['points']} points: {found['totals']}; both graders agree on each test")
    common.write(arguments.output, "against_nbgrader", {"machine": machine, **found})
    ratio = found["ratio_autograde_over_grade"]
    kept = common.verdict("nbgrader / autograder", ratio, REQUIRED_RATIO, at_least=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(common.guarded(main))
