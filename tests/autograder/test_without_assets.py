"""Optional data that was fetched changes what is checked and measured, unless it is left out."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from tests.autograder.grading.conftest import Demo, cell, make_demo

CONTENT = b"0.75"
TOML = f"""title = "D"
points = 1
[run]
modules = []
[[assets]]
name = "number"
path = "data"
optional = true
licence = "none"
pypi = {{ package = "number", version = "1", folder = "number" }}
[assets.files]
"number.txt" = "{hashlib.sha256(CONTENT).hexdigest()}"
"""
ANSWER = """import os

def number():
    ### BEGIN SOLUTION
    return float(open("data/number.txt").read()) if os.path.exists("data/number.txt") else 0.5
    ### END SOLUTION
"""
TEST = """# Hidden: large enough
### BEGIN HIDDEN TESTS
from autograder.testing import at_least

at_least(float(number()), 0.25, "the number")
### END HIDDEN TESTS
"""
RUNNER = ("--runner", "process", "--trust-submissions", "--format", "json")


@pytest.fixture
def demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Demo:
    """A course whose answer depends on data that has been fetched."""
    cells = [
        cell(ANSWER, "q1", solution=True),
        cell(TEST, "q1_large", grade=True, locked=True, points=1),
    ]
    made = make_demo(tmp_path / "course", cells, TOML)
    folder = tmp_path / "fetched"
    folder.mkdir()
    (folder / "number.txt").write_bytes(CONTENT)
    assert made.command("assets", "fetch", "demo", "--from", str(folder)) == 0
    capsys.readouterr()
    return made


@pytest.mark.parametrize(
    ("more", "names", "value"), [((), ["number"], 0.75), (("--without-assets",), [], 0.5)]
)
def test_a_calibration_says_which_data_it_had(
    demo: Demo,
    more: tuple[str, ...],
    names: list[str],
    value: float,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ("--seeds", "2", "--variant-seeds", "0", "--write", *RUNNER, *more)
    assert demo.command("calibrate", "demo", *arguments) == 0
    assert json.loads(capsys.readouterr().out)["assets"] == names
    stored = tomllib.loads((demo.root / "source" / "demo" / "assignment.toml").read_text("utf-8"))
    (test,) = stored["calibration"].values()
    assert test["measured"][0]["reference"] == [value, value]
    assert test["backend"].endswith(" with number") is bool(names)


def test_a_check_says_which_data_it_had(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    demo.command("check", "demo", "--no-mutants", *RUNNER)
    assert json.loads(capsys.readouterr().out)["assignments"][0]["machine"].endswith(" with number")
    demo.command("check", "demo", "--no-mutants", "--without-assets", *RUNNER)
    assert "with" not in json.loads(capsys.readouterr().out)["assignments"][0]["machine"]
