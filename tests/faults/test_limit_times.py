"""Each limit ends what exceeds it within two seconds; on a busy machine in proportion to its load.

The code prints the time before each step towards its limit. The last time that came out is when the
limit was reached: what is measured is how long the kernel, or the cell, went on from there.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.examine.kernels import Kernel
from autograder.results import Verdict
from gpu_runner.backends import default_backend
from gpu_runner.errors import BackendUnavailable, ImageMissing, SlotFailed
from gpu_runner.limits import Limits
from gpu_runner.process import ProcessBackend
from gpu_runner.sandbox import Slot, SlotSpec

LIMITS = Limits(
    memory_bytes=400 << 20,
    pids=64,
    output_bytes=1 << 20,
    scratch_bytes=32 << 20,
    file_bytes=16 << 20,
)
CELL_SECONDS = 30.0
SECONDS = 2.0
STEP = "import os, subprocess, threading, time\ndef step(): print(time.time(), flush=True)\n"
CASES = {
    "memory": (
        "x = []\nwhile True:\n    step()\n    x.append(bytearray(b'x' * (8 << 20)))",
        Verdict.OUT_OF_MEMORY,
    ),
    "processes": (
        "while True:\n    step()\n    subprocess.Popen(['sleep', '60'])",
        Verdict.TOO_MANY_PROCESSES,
    ),
    "threads": (
        "while True:\n    step()\n    threading.Thread(target=time.sleep, args=(60,)).start()",
        Verdict.TOO_MANY_PROCESSES,
    ),
    "output": (
        "while True:\n    step()\n    print('x' * 10_000, flush=True)",
        Verdict.OUTPUT_LIMIT,
    ),
    "deaf output": (
        "while True:\n    try:\n        while True:\n            step()\n"
        "            print('x' * 10_000, flush=True)\n    except BaseException: pass",
        Verdict.OUTPUT_LIMIT,
    ),
    "disk": (
        "while True:\n    step()\n    open(str(time.time()), 'wb').write(bytes(2 << 20))",
        None,
    ),
    "file": (
        "file = open('x', 'wb')\nwhile True:\n    step()\n    file.write(bytes(1 << 20))",
        None,
    ),
    # What was printed needs a moment to leave the kernel.
    "exit": ("step()\ntime.sleep(0.3)\nos._exit(0)", Verdict.KERNEL_DIED),
}
"""Code, and the verdict on the cell; None where the code itself gets an exception."""


def allowed() -> float:
    """Seconds, for each process that waits for a processor as many."""
    return SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    try:
        backend, _ = default_backend()
    except (BackendUnavailable, ImageMissing) as problem:
        pytest.skip(problem.message)
    with backend.open_slot(SlotSpec(limits=LIMITS)) as opened:
        yield opened


def run(slot: Slot, code: str, seconds: float) -> tuple[Verdict | None, float, float]:
    """Run a cell: the verdict, the last time that it printed, and when its end was known."""
    cell = nbformat.v4.new_code_cell(STEP + code)

    async def drive() -> tuple[Verdict | None, float]:
        kernel = Kernel(slot, LIMITS)
        try:
            await kernel.start()
            end = await kernel.run(cell, seconds)
            return end.limit, time.time()
        finally:
            await kernel.stop()

    limit, ended = asyncio.run(drive())
    text = "".join(output.get("text", "") for output in cell.outputs)
    stamps = [float(line) for line in text.split() if line[:2] == f"{ended:.0f}"[:2]]
    return limit, stamps[-1], ended


@pytest.mark.parametrize("name", CASES)
def test_limit(slot: Slot, name: str) -> None:
    code, verdict = CASES[name]
    limit, reached, ended = run(slot, code, CELL_SECONDS)
    assert limit == verdict
    assert ended - reached < allowed()


@pytest.mark.parametrize(
    "code",
    [
        "step()\nwhile True: pass",
        "step()\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "step()\ntime.sleep(1000)",
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nstep()\nwhile True: pass",
    ],
    ids=["loop", "deaf loop", "sleep", "signals ignored"],
)
def test_time_of_a_cell(slot: Slot, code: str) -> None:
    limit, begun, ended = run(slot, code, 0.5)
    assert limit is Verdict.TIMEOUT
    assert ended - begun - 0.5 < allowed()


def test_time_to_start(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text("import time\ntime.sleep(1000)\n")
    spec = SlotSpec(modules=("sleeper",), python_path=(tmp_path,), limits=Limits(start_seconds=0.5))
    begun = time.monotonic()
    with pytest.raises(SlotFailed, match=r"0\.5 s"):
        ProcessBackend().open_slot(spec)
    # Once for the connection, once for the imports.
    assert time.monotonic() - begun - 2 * 0.5 < allowed()
