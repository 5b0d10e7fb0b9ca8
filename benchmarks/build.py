"""Start-up of the command line, and the time that building one assignment takes beyond it.

Each measurement is a new process, started as a user does. The order alternates, so that a
disturbance meets all alike. The assignment is a copy; `release/` and `solutions/` are removed
before each first build.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import common
from benchmarks.light_course import make_course

REQUIRED_HELP_SECONDS = 0.3
REQUIRED_BUILD_SECONDS = 1.0
_TIMEOUT_SECONDS = 120


def seconds_of(*arguments: str) -> float:
    """Wall time of a command of this environment. Raises `CalledProcessError` if it fails."""
    begun = time.perf_counter()
    subprocess.run(
        [str(common.BIN / arguments[0]), *arguments[1:]],
        check=True,
        capture_output=True,
        timeout=_TIMEOUT_SECONDS,
    )
    return time.perf_counter() - begun


def measure(root: Path, assignment: str, repeats: int) -> dict[str, list[float]]:
    """Seconds of each command, `repeats` times."""
    build = ("autograder", "build", assignment, "--course", str(root))
    found: dict[str, list[float]] = {name: [] for name in ("python", "help", "first", "again")}
    seconds_of(*build)  # compiles modules, and fills the disk's cache
    for _ in range(repeats):
        found["python"].append(seconds_of("python", "-c", "pass"))
        found["help"].append(seconds_of("autograder", "--help"))
        for folder in ("release", "solutions", ".autograder"):
            shutil.rmtree(root / folder)
        found["first"].append(seconds_of(*build))
        found["again"].append(seconds_of(*build))
    return found


def slowest_imports(root: Path, assignment: str, count: int = 15) -> list[tuple[str, float, float]]:
    """Modules whose own code takes longest to import in a build: name, own and all seconds."""
    arguments = ["-X", "importtime", "-m", "autograder.main", "build", assignment]
    done = subprocess.run(
        [sys.executable, *arguments, "--course", str(root)],
        check=True,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
    )
    rows = []
    for line in done.stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            rows.append((parts[2].strip(), int(parts[0]) / 1e6, int(parts[1]) / 1e6))
    return sorted(rows, key=lambda row: row[1], reverse=True)[:count]


def main(argv: Sequence[str] | None = None) -> int:
    parser = common.parser(__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--assignment", default="attention", help="of this repository's course")
    parser.add_argument("--light", action="store_true", help="build the benchmarks' own assignment")
    parser.add_argument("--imports", action="store_true", help="show slow imports, nothing else")
    arguments = parser.parse_args(argv)
    common.wait_until_quiet(arguments.wait)
    machine = common.machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        root = Path(temporary)
        if arguments.light:
            arguments.assignment = "light"
            make_course(root)
        else:
            source = common.ROOT / "source" / arguments.assignment
            shutil.copytree(source, root / "source" / arguments.assignment)
            shutil.copy(common.ROOT / "nbgrader_config.py", root)
        if arguments.imports:
            rows = slowest_imports(root, arguments.assignment)
            common.show("Imports of a build, seconds", ("module", "own", "with its own"), rows)
            return 0
        times = measure(root, arguments.assignment, arguments.repeats)
    names = {
        "python": "python -c pass",
        "help": "autograder --help",
        "first": f"autograder build {arguments.assignment}: first",
        "again": f"autograder build {arguments.assignment}: nothing changed",
    }
    summaries = {names[key]: common.summary(values) for key, values in times.items()}
    common.show_summaries("Command line", summaries)
    help_seconds = summaries[names["help"]]["median"]
    beyond = summaries[names["first"]]["median"] - help_seconds
    common.write(
        arguments.output,
        "build",
        {
            "machine": machine,
            "assignment": arguments.assignment,
            "seconds": summaries,
            "build_beyond_start_up_seconds": round(beyond, 4),
        },
    )
    kept = (
        common.verdict("start-up", help_seconds, REQUIRED_HELP_SECONDS),
        common.verdict("build beyond start-up", beyond, REQUIRED_BUILD_SECONDS),
    )
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(common.guarded(main))
