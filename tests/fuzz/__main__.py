"""Coverage-guided fuzzing: ``python -m tests.fuzz wire|notebook|assemble [--seconds 180]``.

Inputs that reach new code are kept in ``--corpus`` (a temporary folder by default); the tests
replay those in `tests/fuzz/corpus`. A finding ends the run, and its input is named. Needs Atheris
(Linux on x86-64).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["autograder", "json"]):
    from tests.fuzz.targets import SEPARATOR, TARGETS

CORPUS = Path(__file__).parent / "corpus"
MEMORY_MB = 3000
SECONDS_PER_INPUT = 20
LARGEST = 1 << 14
_KINDS = (
    *("int", "float", "complex", "bytes", "tuple", "named", "dict", "set", "frozenset", "slice"),
    *("range", "ellipsis", "path", "array", "scalar", "objects", "dtype", "frame", "series"),
    *("index", "timestamp", "handle", "pickle", "nbgrader", "code", "markdown", "raw", "q1", "d1"),
    *("setup", "q1_test", "cell_type", "source", "metadata", "grade_id", "k", "v", "b", "n", "f"),
    *("s", "d", "i", "<f8", "<U4", "bool", "True", "x", "a b", "\ud800", "\u202e", "\x00", ""),
)
_VALUES = (None, True, False, 0, 1, -1, 2**31, 2**63, 10**12, 1.5, [], {}, "nan", "0x" + "f" * 40)


def mutate(data: bytes, limit: int, seed: int) -> bytes:
    """A JSON input with one place changed; any other input, changed by libFuzzer."""
    draw = random.Random(seed)
    tree, *rest = data.split(SEPARATOR)
    try:
        value = json.loads(tree)
    except (ValueError, RecursionError):
        return bytes(atheris.Mutate(data, limit))
    if draw.random() < 0.3:
        return bytes(atheris.Mutate(data, limit))
    try:
        text = json.dumps(_changed(value, draw)).encode("utf-8", "surrogatepass")
    except RecursionError:
        return data
    return SEPARATOR.join([text, *rest])[:limit]


def _changed(value: Any, draw: random.Random) -> Any:
    """`value` with one of its places replaced, doubled, wrapped or removed."""
    places = [value] if isinstance(value, list | dict) else []
    for place in places:
        parts = place.values() if isinstance(place, dict) else place
        places += [part for part in parts if isinstance(part, list | dict)]
    if not places:
        return [value]
    place = draw.choice(places)
    new = draw.choice((*_KINDS, *_VALUES, {"k": draw.choice(_KINDS), "v": [0, 1, 1]}))
    if isinstance(place, dict):
        key = draw.choice([*place, draw.choice(_KINDS)])
        place[key] = draw.choice([new, [place.get(key)], draw.choice(_KINDS)])
    elif place and draw.random() < 0.7:
        number = draw.randrange(len(place))
        place[number] = draw.choice([new, [place[number]], place[number]])
    else:
        place.extend([new] * draw.choice([1, 2, 40]))
    return value


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--corpus", type=Path, help="where new inputs are kept")
    args = parser.parse_args()
    kept = args.corpus or Path(tempfile.mkdtemp(prefix=f"fuzz-{args.target}-"))
    kept.mkdir(parents=True, exist_ok=True)
    options = [
        *(sys.argv[0], str(kept), str(CORPUS / args.target), f"-max_total_time={args.seconds}"),
        *(f"-rss_limit_mb={MEMORY_MB}", f"-timeout={SECONDS_PER_INPUT}", f"-max_len={LARGEST}"),
        *("-print_final_stats=1", f"-artifact_prefix={kept}/finding-"),
    ]
    atheris.Setup(options, TARGETS[args.target], custom_mutator=mutate)
    print(f"new inputs: {kept}", flush=True)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
