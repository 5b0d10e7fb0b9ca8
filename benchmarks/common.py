"""What all measurements share: the machine, a quiet start, statistics, tables and JSON."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from gpu_runner.errors import RunnerFailure

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "benchmarks" / "results"
BIN: Final = Path(sys.executable).parent
PACKAGES: Final = ("tensorflow", "keras", "numpy", "ipykernel", "jupyter-client", "nbgrader")
QUIET_LOAD: Final = 0.7
"""Load average over one minute below which nothing else disturbs a measurement."""
_PAUSE_SECONDS: Final = 5.0


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with the options that every script has."""
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument(
        "--wait",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help=f"first wait so long at most for a load below {QUIET_LOAD} (default: do not wait)",
    )
    made.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="where the JSON goes (default: benchmarks/results/<script>.json)",
    )
    return made


def wait_until_quiet(seconds: float) -> None:
    """Wait for other programs to finish, `seconds` at most; measure anyhow after that."""
    deadline = time.monotonic() + seconds
    while os.getloadavg()[0] >= QUIET_LOAD and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)


def machine() -> dict[str, Any]:
    """Where and when a measurement is made; called before it, for the load of others."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _processor(),
        "cpus": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def summary(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile (nearest rank), extremes and count."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 4),
        "p95": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 4),
        "min": round(ordered[0], 4),
        "max": round(ordered[-1], 4),
        "n": len(ordered),
    }


def show(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers have three decimals and stand to the right."""
    table = Table(*header, title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        table.add_row(*(f"{item:.3f}" if isinstance(item, float) else str(item) for item in row))
    Console(highlight=False).print(table)


def show_summaries(title: str, summaries: Mapping[str, Mapping[str, float]]) -> None:
    """Print one line of statistics, in seconds, for each name."""
    header = ("seconds", "median", "p95", "min", "max", "n")
    rows = [(name, *(found[key] for key in header[1:])) for name, found in summaries.items()]
    show(title, header, rows)


def write(path: Path | None, name: str, found: Mapping[str, Any]) -> None:
    """Write `found` as JSON to `path`, by default among the results in the repository."""
    target = path or RESULTS / f"{name}.json"
    store(target, found)
    print(f"written: {target}")


def store(path: Path, found: Mapping[str, Any]) -> None:
    """Write `found` as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def guarded(script: Callable[[], int]) -> int:
    """Run a script; a runner that is not there is a sentence, not a traceback."""
    try:
        return script()
    except RunnerFailure as failure:
        print(failure, file=sys.stderr)
        return 2


def verdict(what: str, value: float, limit: float, *, at_least: bool = False) -> bool:
    """Say whether `value` keeps `limit`, and return it."""
    kept = value >= limit if at_least else value <= limit
    sign = ">=" if at_least else "<="
    print(f"{what}: {value:.3f} (required {sign} {limit:g}): {'kept' if kept else 'NOT KEPT'}")
    return kept
