"""Enters control groups, sets limits, and becomes the program: between a fork and bwrap.

    python -I -S launcher.py <plan as JSON> <program> <argument>...

A file of its own, with the standard library only: nothing may run between fork and exec
in a program with threads, and bwrap cannot do this itself.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

OOM_SCORE = 500
"""Before anything else of this user; kernels have 1000."""


def plan(
    *, groups: Sequence[Path] = (), memory_bytes: int | None = None, cpus: int | None = None
) -> str:
    """Return the first argument: groups to enter, and limits for want of groups.

    `memory_bytes` limits the private memory of each single process (not of all together);
    `cpus` is a number of processors that all of them share.
    """
    names = [str(path) for path in groups]
    return json.dumps({"groups": names, "memory_bytes": memory_bytes, "cpus": cpus})


def choose(available: set[int], number: int) -> set[int]:
    """Pick `number` processors, not the same ones for every sandbox of a host."""
    order = sorted(available)
    first = os.getpid() % len(order)
    return set((order[first:] + order[:first])[:number])


def apply(values: dict[str, Any]) -> None:
    """Limit this process. Raises `OSError`, `ValueError` where a limit cannot be set."""
    for path in values["groups"]:
        Path(path).write_text("0", encoding="ascii")
    if values["memory_bytes"] is not None:
        # RLIMIT_AS would count address space too, of which TensorFlow reserves a lot.
        resource.setrlimit(resource.RLIMIT_DATA, (values["memory_bytes"],) * 2)
    if values["cpus"] is not None:
        os.sched_setaffinity(0, choose(os.sched_getaffinity(0), values["cpus"]))
    score = Path("/proc/self/oom_score_adj")
    if int(score.read_text(encoding="ascii")) < OOM_SCORE:  # to lower it takes a privilege
        score.write_text(str(OOM_SCORE), encoding="ascii")


if __name__ == "__main__":
    apply(json.loads(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - that is its work
