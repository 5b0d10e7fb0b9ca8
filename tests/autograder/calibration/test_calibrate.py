"""`autograder calibrate` from the command line to assignment.toml, on one small course."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import Assignment
from autograder.calibration.fingerprint import stale
from autograder.grading.slots import Seat
from tests.autograder.grading.conftest import Demo, cell, make_demo

MEAN = (
    "def estimate(x):\n    ### BEGIN SOLUTION\n    return float(np.mean(x))\n    ### END SOLUTION"
)
OTHER = "def other():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
HELPER = """# Hidden: a number
### BEGIN HIDDEN TESTS
from autograder.testing import at_least, at_most, credit, rng
def error_of(size):
    return abs(estimate(rng("q1").normal(size=size)))
assert np.isscalar(error_of(10))
### END HIDDEN TESTS"""
CLOSE = """# Hidden: near the truth
### BEGIN HIDDEN TESTS
at_most(error_of(400), 0.5, "the error")
at_least(1 / (1 + error_of(40)), 0.3, "the closeness")
### END HIDDEN TESTS"""
GRADED = """# Hidden: the nearer the better
### BEGIN HIDDEN TESTS
credit(error_of(100), low=1.0, high=0.6, points=2)
### END HIDDEN TESTS"""
UNSEEN = """# Hidden: no threshold
### BEGIN HIDDEN TESTS
assert other() == 1
### END HIDDEN TESTS"""

TOML = """\
title = "Estimates"
points = 5

[calibration.q1_close]
remark = "mine"  # stays
"""
VARIANTS = {
    "right/median": "# route: median\n# %% q1\ndef estimate(x):\n    return float(np.median(x))",
    "right/elsewhere": "# route: other question\n# %% q2\ndef other():\n    return 2 - 1",
    "wrong/maximum": "# mistake: largest\n# fails: q1_close\n# %% q1\ndef estimate(x):\n"
    "    return float(np.max(x))",
    "wrong/unrelated": "# mistake: two\n# fails: q2_value\n# %% q2\ndef other():\n    return 2",
}


@dataclass
class Calibrated:
    demo: Demo
    code: int
    data: dict[str, Any]

    @property
    def toml(self) -> Path:
        return self.demo.root / "source" / "demo" / "assignment.toml"

    def test(self, name: str) -> dict[str, Any]:
        return next(test for test in self.data["tests"] if test["id"] == name)


def arguments(*more: str) -> list[str]:
    return [
        *("calibrate", "demo", "--seeds", "9", "--variant-seeds", "2", "--format", "json"),
        *("--runner", "process", "--trust-submissions", "--jobs", "2", *more),
    ]


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Calibrated:
    tests = {"q1_helper": HELPER, "q1_close": CLOSE, "q1_graded": GRADED, "q2_value": UNSEEN}
    points = {"q1_graded": 2}
    demo = make_demo(
        tmp_path_factory.mktemp("course"),
        [
            cell("import numpy as np", "setup", locked=True),
            cell(MEAN, "q1", solution=True),
            cell(OTHER, "q2", solution=True),
            *(
                cell(source, name, grade=True, locked=True, points=points.get(name, 1))
                for name, source in tests.items()
            ),
        ],
        TOML,
    )
    for name, text in VARIANTS.items():
        path = demo.root / "source" / "demo" / "variants" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    output = tmp_path_factory.mktemp("output") / "report.json"
    with pytest.MonkeyPatch.context() as patch, output.open("w") as stream:
        patch.setattr("sys.stdout", stream)
        code = demo.command(*arguments("--write"))
    return Calibrated(demo, code, json.loads(output.read_text()))


def test_every_program_is_run_with_the_tests_that_concern_it(calibrated):
    found = {
        test["id"]: {program["name"]: program["runs"] for program in test["programs"]}
        for test in calibrated.data["tests"]
    }
    assert found == {
        "q1_close": {"reference": 9, "right/median": 2, "wrong/maximum": 2},
        "q1_graded": {"reference": 9, "right/median": 2},
    }


def test_values_and_verdicts_are_those_of_the_tests(calibrated):
    close = calibrated.test("q1_close")
    assert (close["false_fail"]["count"], close["false_pass"]["count"]) == (0, 0)
    error, closeness = close["measured"]
    assert (error["what"], closeness["what"]) == ("the error", "the closeness")
    values = {series["program"]: series["values"] for series in error["series"]}
    assert len(set(values["reference"])) == 9, "seeds differ"
    assert max(values["reference"]) < 0.5 < min(values["wrong/maximum"])
    # The wrong variant does not come to the second comparison.
    assert "wrong/maximum" not in {series["program"] for series in closeness["series"]}
    assert error["suggested"]["high"] < error["suggested"]["low"]


def test_findings_decide_on_the_exit_code(calibrated):
    assert calibrated.code == 0
    assert not any(finding["error"] for finding in calibrated.data["findings"])
    assert any("no wrong variant" in finding["message"] for finding in calibrated.data["findings"])


def test_the_assignment_carries_its_calibration(calibrated):
    text = calibrated.toml.read_text(encoding="utf-8")
    assert 'remark = "mine"  # stays' in text
    table = tomllib.loads(text)["calibration"]["q1_graded"]
    assert (table["seeds"], table["variant_seeds"], table["false_fail"]) == (9, 2, "0 of 11")
    assert table["measured"][0]["low"] == 1.0
    assert len(table["measured"][0]["reference"]) == 9
    assert stale(Assignment.load(calibrated.toml.parent)) == []


def test_a_second_time_nothing_is_run(calibrated, monkeypatch, capsys):
    async def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a program was examined")

    monkeypatch.setattr(Seat, "examine", refuse)
    assert calibrated.demo.command(*arguments()) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["tests"] == calibrated.data["tests"]


def test_variants_can_be_left_out(calibrated, monkeypatch, capsys):
    monkeypatch.delattr(Seat, "examine")
    assert calibrated.demo.command(*arguments("--variant-seeds", "0")) == 0
    found = json.loads(capsys.readouterr().out)
    names = {program["name"] for test in found["tests"] for program in test["programs"]}
    assert names == {"reference"}


def test_a_bar_that_moved_makes_it_stale(calibrated, tmp_path):
    source = calibrated.toml.parent / "demo.ipynb"
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "assignment.toml").write_bytes(calibrated.toml.read_bytes())
    moved = source.read_text(encoding="utf-8").replace("high=0.6", "high=0.7")
    (folder / "demo.ipynb").write_text(moved, encoding="utf-8")
    ((test, message),) = stale(Assignment.load(folder))
    assert test == "q1_graded"
    assert message.startswith("it, or what it depends on, changed")


TRAINED = {
    "setup": "rows = open('rows.csv').read()\nfrom types import SimpleNamespace",
    "q1": "### BEGIN SOLUTION\nmodel = SimpleNamespace(epochs=0)\n### END SOLUTION",
    "q2": "### BEGIN SOLUTION\nmodel.epochs += 20\n### END SOLUTION",
    "q2_epochs": "# Hidden: trained long enough\n### BEGIN HIDDEN TESTS\n"
    "from autograder.testing import at_least\nat_least(model.epochs, 9)\n### END HIDDEN TESTS",
}


@pytest.fixture
def trained(tmp_path) -> Demo:
    """A wrong variant that trains the worked model too shortly, in a cell that binds nothing."""
    kinds = {"q1": {"solution": True}, "q2": {"solution": True}, "setup": {"locked": True}}
    test = {"grade": True, "locked": True, "points": 1}
    demo = make_demo(
        tmp_path,
        [cell(source, name, **kinds.get(name, test)) for name, source in TRAINED.items()],
        'title = "Trained"\npoints = 1\n',
    )
    source = demo.root / "source" / "demo"
    (source / "rows.csv").write_text("1,2", encoding="utf-8")
    variant = source / "variants" / "wrong" / "short.py"
    variant.parent.mkdir(parents=True)
    variant.write_text(
        "# mistake: one epoch\n# fails: q2_epochs\n# %% q2\nmodel.epochs += 1\n", encoding="utf-8"
    )
    return demo


def test_programs_that_differ_in_a_cell_without_names_are_not_confused(trained, capsys):
    for _ in range(2):  # the second time from the store
        assert trained.command(*arguments()) == 0
        found = json.loads(capsys.readouterr().out)["tests"][0]
        misjudged = {p["name"]: (p["runs"], p["misjudged"]) for p in found["programs"]}
        assert misjudged == {"reference": (9, 0), "wrong/short": (2, 0)}


def test_a_changed_file_beside_the_notebook_is_measured_again(trained, monkeypatch, capsys):
    assert trained.command(*arguments()) == 0
    (trained.root / "source" / "demo" / "rows.csv").write_text("3,4", encoding="utf-8")

    async def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a program was examined")

    monkeypatch.setattr(Seat, "examine", refuse)
    assert trained.command(*arguments()) == 70


def test_a_bar_that_is_moved_meanwhile_is_not_calibrated(trained, monkeypatch, capsys):
    notebook = trained.root / "source" / "demo" / "demo.ipynb"
    examine = Seat.examine

    async def move(*given: Any, **more: Any) -> Any:
        text = notebook.read_text(encoding="utf-8")
        notebook.write_text(text.replace("epochs, 9", "epochs, 99"), encoding="utf-8")
        return await examine(*given, **more)

    monkeypatch.setattr(Seat, "examine", move)
    assert trained.command(*arguments("--write")) == 0
    ((test, message),) = stale(Assignment.load(notebook.parent))
    assert test == "q2_epochs"
    assert message.startswith("it, or what it depends on, changed")


@pytest.fixture
def plain(tmp_path) -> Callable[..., int]:
    def make(source: str, variant: str = "") -> int:
        demo = make_demo(
            tmp_path,
            [
                cell("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", "q1",
                     solution=True),
                cell(source, "q1_a", grade=True, locked=True, points=1),
            ],
            'title = "Plain"\npoints = 1\n',
        )  # fmt: skip
        if variant:
            path = demo.root / "source" / "demo" / "variants" / "wrong" / "x.py"
            path.parent.mkdir(parents=True)
            path.write_text(variant, encoding="utf-8")
        return demo.command(*arguments())

    return make


def test_an_assignment_without_thresholds(plain, capsys):
    assert plain("# Visible: one\nassert f() == 1") == 2
    assert "no test compares anything with a threshold" in capsys.readouterr().err


def test_a_variant_that_names_no_test(plain, capsys):
    source = "# Visible: one\nfrom autograder.testing import at_least\nat_least(f(), 0)"
    assert plain(source, "# mistake: two\n# fails: q1_b\n# %% q1\ndef f():\n    return 2") == 4
    assert "q1_b" in capsys.readouterr().err
