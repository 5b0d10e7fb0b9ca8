"""From the request for a kernel to the reply to its first cell: warm in Docker, and cold.

Warm: `Slot.start_kernel` in an open slot, whose warm process has imported the modules. Cold: an
ordinary ipykernel on the host, whose first cell imports the same modules. Kernels are started one
after another; the slot's own start is shown, and not part of a warm kernel's time.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jupyter_client import BlockingKernelClient, KernelManager

from benchmarks import common
from gpu_runner.backends import choose_backend
from gpu_runner.sandbox import Slot, SlotSpec

REQUIRED_SECONDS = 0.4
_REPLY_SECONDS = 120
_GUEST = Path(__file__).parent / "guest"


class Warm(NamedTuple):
    """Seconds of one warm kernel, from the request, and until it was gone."""

    forked: float
    """`Slot.start_kernel` has returned: sockets are open."""
    connected: float
    """The client has its channels."""
    ready: float
    """The reply to the first cell has arrived."""
    end: float
    """From the kill until nothing of the kernel is left."""


def warm_kernel(slot: Slot, cell: str = "1 + 1") -> Warm:
    """Start, use and kill one kernel of `slot`."""
    begun = time.monotonic()
    kernel = slot.start_kernel({})
    forked = time.monotonic()
    client = BlockingKernelClient()
    client.load_connection_info(kernel.connection)
    client.start_channels()
    connected = time.monotonic()
    try:
        _execute(client, cell)
        ready = time.monotonic()
    finally:
        client.stop_channels()
        killing = time.monotonic()
        kernel.kill()
    return Warm(forked - begun, connected - begun, ready - begun, time.monotonic() - killing)


def _execute(client: Any, source: str, expression: str | None = None) -> Any:
    wanted = {"value": expression} if expression else {}
    message = client.execute(source, user_expressions=wanted)
    while True:
        reply = client.get_shell_msg(timeout=_REPLY_SECONDS)
        if reply["parent_header"].get("msg_id") == message:
            break
    content = reply["content"]
    if content["status"] != "ok":
        raise RuntimeError(f"{content['ename']}: {content['evalue']}")
    return (
        ast.literal_eval(content["user_expressions"]["value"]["data"]["text/plain"])
        if (expression)
        else None
    )


def cold_kernel(modules: Sequence[str]) -> float:
    """Seconds of an ordinary kernel until its first cell, which imports `modules`, is done."""
    begun = time.monotonic()
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(stderr=subprocess.DEVNULL)  # TensorFlow's remarks on this machine
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=_REPLY_SECONDS)
        _execute(client, f"import {', '.join(modules)}")
        return time.monotonic() - begun
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def trace(slot: Slot) -> list[tuple[str, float, float, float]]:
    """Steps inside one kernel's start: name, begin and end in seconds from the request, CPU time.

    Steps of the host have no CPU time here.
    """
    begun = time.monotonic()
    kernel = slot.start_kernel({})
    forked = time.monotonic()
    client = BlockingKernelClient()
    client.load_connection_info(kernel.connection)
    client.start_channels()
    connected = time.monotonic()
    try:
        _execute(client, "import trace_start")
        ready = time.monotonic()
        marks = _execute(client, "", "trace_start.marks()")
    finally:
        client.stop_channels()
        kernel.kill()
    outside = [
        ("host: start_kernel", begun, forked, 0.0),
        ("host: connect", forked, connected, 0.0),
        ("host: first cell", connected, ready, 0.0),
    ]
    steps = [*marks, *outside]
    return [(name, start - begun, end - begun, cpu) for name, start, end, cpu in steps]


def main(argv: Sequence[str] | None = None) -> int:
    parser = common.parser(__doc__)
    parser.add_argument("--modules", default="numpy,tensorflow,keras", help="with commas")
    parser.add_argument("--kernels", type=int, default=30, help="warm kernels (default: 30)")
    parser.add_argument("--cold", type=int, default=5, help="cold kernels (default: 5)")
    parser.add_argument("--backend", default="docker")
    parser.add_argument(
        "--trace", action="store_true", help="show the steps inside five kernels, nothing else"
    )
    arguments = parser.parse_args(argv)
    modules = tuple(arguments.modules.split(","))
    common.wait_until_quiet(arguments.wait)
    if arguments.trace:
        _show_trace(arguments, modules)
        return 0
    machine = common.machine()
    backend = choose_backend(arguments.backend, trust_submissions=True)
    begun = time.monotonic()
    with backend.open_slot(SlotSpec(modules=modules)) as slot:
        opened = time.monotonic() - begun
        warm_kernel(slot)  # the first fork of a process finds cold caches
        rows = [warm_kernel(slot) for _ in range(arguments.kernels)]
        environment = dict(slot.environment)
    cold = [cold_kernel(modules) for _ in range(arguments.cold)]
    summaries = {
        f"warm: {name}": common.summary(values)
        for name, values in zip(Warm._fields, zip(*rows, strict=True), strict=True)
    } | {"cold: ready": common.summary(cold)}
    common.show_summaries(f"Kernel start, {', '.join(modules)}", summaries)
    ratio = summaries["cold: ready"]["median"] / summaries["warm: ready"]["median"]
    print(f"slot open: {opened:.2f} s; cold / warm: {ratio:.1f}")
    common.write(
        arguments.output,
        "kernel_start",
        {
            "machine": machine,
            "modules": modules,
            "image": environment.get("image"),
            "slot_open_seconds": round(opened, 3),
            "seconds": summaries,
            "cold_over_warm": round(ratio, 2),
        },
    )
    median = summaries["warm: ready"]["median"]
    return 0 if common.verdict("median of a warm start", median, REQUIRED_SECONDS) else 1


def _show_trace(arguments: argparse.Namespace, modules: tuple[str, ...]) -> None:
    spec = SlotSpec(modules=(*modules, "trace_start"), python_path=(_GUEST,))
    backend = choose_backend(arguments.backend, trust_submissions=True)
    with backend.open_slot(spec) as slot:
        warm_kernel(slot)
        runs = [trace(slot) for _ in range(5)]
    rows = []
    for step in zip(*runs, strict=True):
        _, begins, ends, cpu = zip(*step, strict=True)
        lasted = [end - begin for begin, end in zip(begins, ends, strict=True)]
        medians = [statistics.median(values) for values in (begins, lasted, cpu)]
        rows.append((step[0][0], *medians))
    rows.sort(key=lambda row: row[1])
    header = ("step", "begin", "lasted", "CPU")
    common.show("Inside a start (medians of 5, seconds)", header, rows)


if __name__ == "__main__":
    sys.exit(common.guarded(main))
