"""Runs in the container of `hostile_elsewhere`: one tool, on the course in the working folder.

``python grade_elsewhere.py nbgrader|otter <assignment> <attack>``. What it finds goes to
`found.json`. A submission may forge that file as it may forge everything that these tools write.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FOUND = Path("found.json")
PAGES = {"38_stored_xss": ["generate_feedback"], "40_formula": ["export"]}
"""What makes the page or table that an attack is about."""


def nbgrader(assignment: str, attack: str) -> dict[str, Any]:
    """Grade all submissions; make the pages or the table of scores if the attack is on them."""
    codes = {}
    for verb in ["autograde", *PAGES.get(attack, [])]:
        command = ["nbgrader", verb, *([] if verb == "export" else [assignment])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        codes[verb] = {"code": done.returncode, "tail": done.stderr[-1500:]}
        FOUND.write_text(json.dumps(codes), encoding="utf-8")
    return codes


def otter(assignment: str, _: str) -> dict[str, Any]:
    """Grade the one submission; scores and the executed notebook, as the tool returns them."""
    from otter.api import grade_submission

    results = grade_submission(f"otter/{assignment}.ipynb", "otter/autograder.zip")
    scores = {name: float(test.score) for name, test in results.results.items()}
    notebook = getattr(results, "notebook", None)
    return {"scores": scores, "cells": [] if notebook is None else notebook["cells"]}


if __name__ == "__main__":
    tool = {"nbgrader": nbgrader, "otter": otter}[sys.argv[1]]
    FOUND.write_text(json.dumps(tool(*sys.argv[2:])), encoding="utf-8")
