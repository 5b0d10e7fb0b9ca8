"""What grading a submission costs beyond its own cells, and where that goes.

`autograder grade --jobs 1` runs in this process, with clocks around its steps. After each
submission the same cells, tests included, run one after another in one kernel forked in a container
like the candidate's: the bare time. The overhead of a submission is the time until its result is
stored, less its bare time. Opening the slots and writing the pages happen once per batch and are
shown apart.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client import BlockingKernelClient

from autograder.commands import grade
from autograder.examine import examination, kernels
from autograder.examine.pair import Pair
from autograder.grading import batch, slots
from autograder.main import main as autograder
from benchmarks import common
from benchmarks.light_course import ASSIGNMENT, hand_in, make_course
from gpu_runner.backends import choose_backend
from gpu_runner.sandbox import Slot, SlotSpec

REQUIRED_SECONDS = 0.7
_REPLY_SECONDS = 120

_BARE = """
def _bare(cells):
    import contextlib, json, time
    namespace, seconds = {"__name__": "__main__"}, {}
    for name, source in cells:
        begun = time.perf_counter()
        with contextlib.suppress(Exception):
            exec(compile(source, name, "exec"), namespace)
        seconds[name] = time.perf_counter() - begun
    return json.dumps(seconds)
"""


class Clock:
    """Seconds by submission and step; submissions are graded one after another."""

    def __init__(self) -> None:
        self.submissions: list[dict[str, float]] = []
        self.once: dict[str, float] = {}
        self.spec: SlotSpec | None = None
        """Of the candidate's slot."""
        self.after: Callable[[str], None] = lambda _student: None
        """Called between two submissions, off the clock."""

    def add(self, step: str, seconds: float) -> None:
        """Add to a step of the submission that was begun last."""
        steps = self.submissions[-1]
        steps[step] = steps.get(step, 0.0) + seconds

    def wrap_async(self, owner: Any, name: str, step: str | Callable[..., str]) -> None:
        """Measure every call of the coroutine function `owner.name`."""
        function = getattr(owner, name)

        @functools.wraps(function)
        async def timed(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return await function(*args, **kwargs)
            finally:
                label = step if isinstance(step, str) else step(*args, **kwargs)
                self.add(label, time.perf_counter() - begun)

        setattr(owner, name, timed)

    def wrap(self, owner: Any, name: str, step: str, *, once: bool = False) -> None:
        """Measure every call of the function `owner.name`."""
        function = getattr(owner, name)

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                elapsed = time.perf_counter() - begun
                if once:
                    self.once[step] = self.once.get(step, 0.0) + elapsed
                else:
                    self.add(step, elapsed)

        setattr(owner, name, timed)

    def install(self) -> None:
        """Put clocks around the steps of grading, in this process."""
        outcome, open_kernels = batch._Worker.outcome, examination.kernels
        open_pair = slots.open_pair

        async def timed_outcome(worker: Any, submission: Any) -> Any:
            self.submissions.append({})
            begun = time.perf_counter()
            result = await outcome(worker, submission)
            opening = self.submissions[-1].pop("open", 0.0)
            self.add("total", time.perf_counter() - begun - opening)
            await asyncio.to_thread(self.after, submission.student)
            return result

        @contextlib.contextmanager
        def timed_pair(*args: Any) -> Iterator[Pair]:
            begun = time.perf_counter()
            with open_pair(*args) as pair:
                self.spec = pair.candidate.spec
                self.once["open slots"] = time.perf_counter() - begun
                self.add("open", time.perf_counter() - begun)
                yield pair

        @contextlib.asynccontextmanager
        async def timed_kernels(pair: Pair) -> AsyncIterator[Any]:
            begun = time.perf_counter()
            async with open_kernels(pair) as found:
                self.add("kernel start", time.perf_counter() - begun)
                yield found
                begun = time.perf_counter()
            self.add("shutdown", time.perf_counter() - begun)

        replaced: tuple[tuple[Any, str, Any], ...] = (
            (batch._Worker, "outcome", timed_outcome),
            (slots, "open_pair", timed_pair),
            (examination, "kernels", timed_kernels),
        )
        for owner, name, function in replaced:
            if not hasattr(owner, name):
                raise AttributeError(f"{owner} has no {name} any more: adapt this benchmark")
            setattr(owner, name, function)
        self.wrap_async(examination._Run, "prepare", "preparation")
        self.wrap_async(examination._Run, "_candidate_cell", "cells")
        self.wrap_async(examination._Run, "_test", "tests")
        self.wrap_async(examination._Run, "_test", lambda _, cell: f"test {cell.info.grade_id}")
        self.wrap_async(examination._Run, "_explain", "tests: look at the candidate")
        self.wrap_async(kernels.Kernel, "run_silently", _own_code)
        self.wrap_async(kernels.Kernel, "run", _role)
        self.wrap(grade._Session, "store", "store")
        self.wrap(grade, "write_pages", "write pages", once=True)
        self.wrap(grade, "prepare", "prepare materials", once=True)


def _role(_kernel: Any, cell: Any, *_: Any, **__: Any) -> str:
    """The step that a cell of the notebook belongs to."""
    is_test = cell.metadata["autograder"]["role"] == "test"
    return "tests: the cell" if is_test else "cells: the cell"


def _own_code(_kernel: Any, source: str, _seconds: float, expression: Any = None) -> str:
    """The step that a statement of the grader's own belongs to."""
    if expression and ".begin(" in expression:
        return "tests: begin"
    if expression and ".end(" in expression:
        return "tests: end"
    return "preparation: own code" if "__examiner__" in source or "_start" in source else "imports"


def graded_cells(root: Path, student: str) -> list[tuple[str, str]]:
    """Id and source of all cells that grading runs for `student`, in order."""
    name = f"{ASSIGNMENT}.ipynb"
    truth = nbformat.read(root / "source" / ASSIGNMENT / name, as_version=4)
    handed_in = nbformat.read(root / "submitted" / student / ASSIGNMENT / name, as_version=4)
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in handed_in.cells
        if cell.metadata.nbgrader.solution
    }
    return [
        (cell.metadata.nbgrader.grade_id, answers.get(cell.metadata.nbgrader.grade_id, cell.source))
        for cell in truth.cells
    ]


def bare_seconds(slot: Slot, cells: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Seconds of each cell, run by `exec` in one warm kernel of `slot`."""
    kernel = slot.start_kernel({})
    client = BlockingKernelClient()
    client.load_connection_info(kernel.connection)
    client.start_channels()
    try:
        message = client.execute(
            _BARE, silent=True, user_expressions={"value": f"_bare({json.dumps(cells)})"}
        )
        while True:
            reply = client.get_shell_msg(timeout=_REPLY_SECONDS)
            if reply["parent_header"].get("msg_id") == message:
                break
        text = reply["content"]["user_expressions"]["value"]["data"]["text/plain"]
    finally:
        client.stop_channels()
        kernel.kill()
    found: dict[str, float] = json.loads(text.strip("'"))
    return found


def breakdown(
    steps: Mapping[str, float], bare: Mapping[str, float], tests: frozenset[str]
) -> dict[str, float]:
    """Seconds of one submission beyond its bare time, by step."""
    bare_tests = sum(seconds for name, seconds in bare.items() if name in tests)
    bare_cells = sum(bare.values()) - bare_tests
    named = ("kernel start", "preparation", "cells", "tests", "shutdown")
    rest = steps["total"] - sum(steps[name] for name in named)
    return {
        "kernel start (two kernels at once)": steps["kernel start"],
        "preparation of candidate and examiner": steps["preparation"],
        "cells, beyond bare": steps["cells"] - bare_cells,
        "tests, beyond bare": steps["tests"] - bare_tests,
        "  of them: begin": steps.get("tests: begin", 0.0),
        "  of them: the cell, beyond bare": steps.get("tests: the cell", 0.0) - bare_tests,
        "  of them: end": steps.get("tests: end", 0.0),
        "  of them: look at the candidate": steps.get("tests: look at the candidate", 0.0),
        "shutdown": steps["shutdown"],
        "reading, assembling, outcome": rest,
        "storing": steps["store"],
        "OVERHEAD": steps["total"] + steps["store"] - bare_tests - bare_cells,
        "bare": bare_tests + bare_cells,
    }


def run(root: Path, students: int, backend: str) -> tuple[Clock, list[dict[str, float]]]:
    """Grade and run bare; returns the clock, and bare seconds of cells by submission."""
    make_course(root)
    if autograder(("build", "--course", str(root))):
        sys.exit("the course does not build")
    names = hand_in(root, students)
    clock = Clock()
    bare: list[dict[str, float]] = []
    clock.install()
    options = ("--jobs", "1", "--runner", backend, "--trust-submissions", "--course", str(root))
    with contextlib.ExitStack() as stack:
        bare_slots: list[Slot] = []

        def run_bare(student: str) -> None:
            if not bare_slots:
                assert clock.spec is not None
                opened = choose_backend(backend, trust_submissions=True).open_slot(clock.spec)
                bare_slots.append(stack.enter_context(opened))
                bare_seconds(bare_slots[0], graded_cells(root, names[0]))  # cold caches
            bare.append(bare_seconds(bare_slots[0], graded_cells(root, student)))

        clock.after = run_bare
        if autograder(("grade", ASSIGNMENT, *options)):
            sys.exit("grading failed")
    return clock, bare


def main(argv: Sequence[str] | None = None) -> int:
    parser = common.parser(__doc__)
    parser.add_argument("--students", type=int, default=10)
    parser.add_argument("--runner", default="docker", choices=("docker", "process"))
    arguments = parser.parse_args(argv)
    common.wait_until_quiet(arguments.wait)
    machine = common.machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        Path(temporary).chmod(0o755)
        root = Path(temporary) / "course"
        clock, bare = run(root, arguments.students, arguments.runner)
        truth = graded_cells(root, "student000")
    tests = frozenset(name for name, source in truth if source.startswith("# "))
    rows = [
        breakdown(steps, seconds, tests)
        for steps, seconds in zip(clock.submissions, bare, strict=True)
    ]
    summaries = {step: common.summary([row[step] for row in rows]) for step in rows[0]}
    common.show_summaries(
        f"Per submission: {len(truth)} cells, {len(tests)} of them tests", summaries
    )
    per_test = {
        name: {
            "graded": statistics.median(s[f"test {name}"] for s in clock.submissions),
            "bare": statistics.median(seconds[name] for seconds in bare),
        }
        for name, _ in truth
        if name in tests
    }
    common.show(
        "Each test, median seconds",
        ("test", "graded", "bare", "beyond"),
        [(name, t["graded"], t["bare"], t["graded"] - t["bare"]) for name, t in per_test.items()],
    )
    common.show("Once per batch", ("", "seconds"), list(clock.once.items()))
    common.write(
        arguments.output,
        "overhead",
        {
            "machine": machine,
            "students": arguments.students,
            "runner": arguments.runner,
            "cells": len(truth),
            "tests": len(tests),
            "seconds": summaries,
            "median_seconds_by_test": {
                name: {key: round(value, 4) for key, value in found.items()}
                for name, found in per_test.items()
            },
            "once_per_batch_seconds": {k: round(v, 3) for k, v in clock.once.items()},
        },
    )
    median = summaries["OVERHEAD"]["median"]
    return 0 if common.verdict("overhead per submission", median, REQUIRED_SECONDS) else 1


if __name__ == "__main__":
    sys.exit(common.guarded(main))
