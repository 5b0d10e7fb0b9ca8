"""Writes the table of docs/threat-model.md: ``python -m tests.adversarial.table``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.adversarial.attack import Attack, attacks

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
MEASURED = ROOT / "benchmarks" / "results" / "hostile_elsewhere.json"
"""What `benchmarks.hostile_elsewhere` has written."""

CLASSES = {
    1: "Frame walk", 2: "Heap walk", 3: "Source read", 4: "File hunt", 5: "Processes",
    6: "Credentials", 7: "Result file", 8: "Locked result file", 9: "Racing result file",
    10: "Replaced grader", 11: "Forged output", 12: "Early exit, odd scores", 13: "Late hooks",
    14: "Killing the grader", 15: "Lying equality", 16: "Numeric subclasses", 17: "Lying classes",
    18: "Patched comparators", 19: "Patched builtins", 20: "Patched frameworks",
    21: "Shadowed modules", 22: "Import hooks", 23: "Lying models", 24: "Faked training",
    25: "Lying metrics", 26: "Training on test data", 27: "Hard-coded answers",
    28: "Nearest visible row", 29: "Detecting the grader", 30: "Stolen reference",
    31: "Clock and seeds", 32: "Pickle payloads", 33: "Model files", 34: "Archives",
    35: "Structure of the notebook", 36: "Kernel tricks", 37: "Pre-filled outputs",
    38: "Stored scripts", 39: "Terminal codes, huge outputs", 40: "Formulas in tables",
    41: "Prompt injection", 42: "Fork and thread bombs", 43: "Memory", 44: "GPU memory",
    45: "GPU wedge", 46: "Disk and inodes", 47: "Floods of output and messages",
    48: "Deaf loops", 49: "Orphans", 50: "Squatting", 51: "Network", 52: "Internal network",
    53: "Oracle by feedback", 54: "Oracle by score", 55: "Oracle by time", 56: "Persistence",
    57: "Poisoned data", 58: "Escape", 59: "Own image", 60: "Others' pages", 61: "Client's score",
    62: "Identity and time", 63: "Queue", 64: "File names", 65: "Collusion",
    66: "Lookalike devices", 67: "Races on data", 68: "Games with exceptions",
    69: "Loss by call counter", 70: "Gradient tricks",
}  # fmt: skip

NOT_APPLICABLE = {
    54: "There is no leaderboard. How often a student may hand in, and when verdicts of hidden "
    "tests appear, is the course's policy (`hidden_verdicts`).",
    60: "Pages are files. Who may read which one is decided where they are published.",
    63: "`grade` takes a folder. Whoever collects it limits the number of uploads.",
    65: "Each is graded for itself. `autograder compare` names pairs that are alike, also after "
    "renaming and reordering (`tests/autograder/test_compare.py`).",
}
"""Classes that are about things which this product does not have, with the reason."""

_HEADING = "## Attacks\n"


def page() -> str:
    """The text of docs/threat-model.md: as it stands, with the table below its last heading new."""
    above, heading, _ = PAGE.read_text("utf-8").partition(_HEADING)
    lines = [
        above + heading,
        "| Class | Attack | Wanted | What happens here | nbgrader 0.9.6 | otter-grader 7.0.0 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for number, name in CLASSES.items():
        first = f"{number} {name}"
        for attack in (item for item in attacks() if item.classes[0] == number):
            lines.append(_row(first, attack))
            first = ""
        if first:
            lines.append(f"| {first} | {_other_row(number)} |")
    return "\n".join(lines) + "\n"


def _row(first: str, attack: Attack) -> str:
    header = attack.header
    cells = (first, header["attack"], header["want"], header["outcome"], *_elsewhere(attack))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _other_row(number: int) -> str:
    if number in NOT_APPLICABLE:
        return f"– | – | {NOT_APPLICABLE[number]} | – | –"
    others = [attack for attack in attacks() if number in attack.classes]
    names = ", ".join(f"{item.classes[0]} ({item.name})" for item in others)
    header = others[0].header
    return f"see {names} | {header['want']} | {header['outcome']} | see there | see there"


def _elsewhere(attack: Attack) -> tuple[str, str]:
    """What nbgrader and otter-grader did with it."""
    row = _measured().get(attack.name)
    if row is None:
        return ("not measured", "not measured")
    return (row["nbgrader"]["text"], row["otter"]["text"])


@cache
def _measured() -> dict[str, Any]:
    found = json.loads(MEASURED.read_text("utf-8"))["attacks"]
    assert isinstance(found, dict)
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
