"""How fast is a kernel there?  python -m gpu_runner.bench --modules numpy,tensorflow"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from jupyter_client import BlockingKernelClient

from gpu_runner.backends import BACKENDS, choose_backend
from gpu_runner.errors import RunnerFailure
from gpu_runner.sandbox import Slot, SlotSpec

REPLY_SECONDS = 60


class Times(NamedTuple):
    """Seconds of one kernel."""

    to_reply: float
    """From the request for a kernel to its reply to `kernel_info`."""
    to_result: float
    """From the request to the result of a first cell."""
    to_kill: float
    """From the kill to the moment when nothing of the kernel is left."""


def measure(slot: Slot) -> Times:
    """Start a kernel, talk to it, kill it."""
    started = time.perf_counter()
    kernel = slot.start_kernel({})
    client = BlockingKernelClient()
    client.load_connection_info(kernel.connection)
    client.start_channels()
    try:
        client.kernel_info()
        client.get_shell_msg(timeout=REPLY_SECONDS)
        replied = time.perf_counter()
        client.execute_interactive("1 + 1", timeout=REPLY_SECONDS, output_hook=lambda _: None)
        executed = time.perf_counter()
    finally:
        client.stop_channels()
        killing = time.perf_counter()
        kernel.kill()
    return Times(replied - started, executed - started, time.perf_counter() - killing)


def main(argv: Sequence[str] | None = None) -> int:
    """Print medians and extremes."""
    parser = argparse.ArgumentParser(prog="python -m gpu_runner.bench", description=__doc__)
    parser.add_argument("--backend", choices=list(BACKENDS), default="docker")
    parser.add_argument("--modules", default="numpy", help="imported before the fork, with commas")
    parser.add_argument("--kernels", type=int, default=20)
    arguments = parser.parse_args(argv)
    spec = SlotSpec(modules=tuple(filter(None, arguments.modules.split(","))))
    try:
        backend = choose_backend(arguments.backend, trust_submissions=True)
        started = time.perf_counter()
        with backend.open_slot(spec) as slot:
            print(f"{'slot open':<10} {time.perf_counter() - started:.2f} s")
            rows = [measure(slot) for _ in range(arguments.kernels)]
    except RunnerFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    for name, values in zip(Times._fields, zip(*rows, strict=True), strict=True):
        median, low, high = statistics.median(values), min(values), max(values)
        print(f"{name:<10} median {median:.3f} s, {low:.3f} to {high:.3f} s, n = {len(values)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
