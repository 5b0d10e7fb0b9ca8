"""What makes a calibration outdated, and what does not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import nbformat
import pytest

from autograder.assignment import Assignment
from autograder.calibration import fingerprint
from autograder.calibration.fingerprint import Reading, normal, read_early, stale
from autograder.cells import CellInfo, Role

CELLS = [
    ("setup", Role.READONLY, "import numpy as np"),
    ("figure", Role.READONLY, "random = np.zeros(3)\nprint(random)"),
    ("data", Role.READONLY, "def make_data(n):\n    return np.ones(n)"),
    ("q1", Role.ANSWER, "def scale():\n    return 2.0"),
    ("q1_train", Role.ANSWER, "def train(data):\n    return scale() * data.sum()"),
    ("q2", Role.ANSWER, "def other():\n    return 1"),
    (
        "q1_helper",
        Role.TEST,
        "random = make_data(3)\ndef quality(n):\n    return train(make_data(n))",
    ),
    ("q2_value", Role.TEST, "random = other()\nassert random == 1"),
    ("q1_quality", Role.TEST, "random = 4\nat_least(quality(random), 0.5)"),
]


def reading(**changes: str) -> Reading:
    return Reading(
        [
            CellInfo(index, "code", role, grade_id, 1.0, changes.get(grade_id, source))
            for index, (grade_id, role, source) in enumerate(CELLS)
        ]
    )


def of(**changes: str) -> str:
    return reading(**changes).fingerprint("q1_quality")


class TestDependencies:
    def test_through_functions_and_tests_to_answers(self):
        found = [cell.grade_id for cell in reading().dependencies("q1_quality")]
        assert found == ["setup", "data", "q1", "q1_train", "q1_helper", "q1_quality"]

    @pytest.mark.parametrize(
        ("cell", "source"),
        [
            ("q1_quality", "random = 4\nat_least(quality(random), 0.6)"),
            ("q1_helper", "def quality(n):\n    return train(make_data(n + 1))"),
            ("data", "def make_data(n):\n    return np.zeros(n)"),
            ("q1", "def scale():\n    return 3.0"),
        ],
    )
    def test_a_change_that_counts(self, cell, source):
        assert of(**{cell: source}) != of()

    @pytest.mark.parametrize(
        ("cell", "source"),
        [
            ("q2", "def other():\n    return 1 + 0"),
            ("q2_value", "random = other()\nassert random > 0"),
            ("figure", "random = np.ones(3)"),
            ("q1", 'def scale():\n    """Twice."""\n    return 2.0  # two'),
            ("q1_quality", "random=4\nat_least(\n    quality(random), 0.5)"),
        ],
    )
    def test_a_change_that_does_not(self, cell, source):
        assert of(**{cell: source}) == of()

    @pytest.mark.parametrize(
        "changes", ["model.fit(epochs=20)", "model.layer.trainable = False", "spoil(model)"]
    )
    def test_a_cell_that_changes_an_object_of_another(self, changes):
        cells = {
            "q1": "def make():\n    return Model()\nmodel = make()",
            "q2": changes,
            "q1_train": "make()",
            "q1_quality": "at_least(model.accuracy(), 0.5)",
        }
        found = [cell.grade_id for cell in reading(**cells).dependencies("q1_quality")]
        assert found == ["q1", "q2", "q1_quality"]
        assert of(**cells) != of(**{**cells, "q2": f"{changes}; model.fit(epochs=1)"})

    def test_cells_that_change_another_object_of_this_name(self):
        cells = {
            "figure": "model = Toy()\nmodel.fit()",
            "q1": "model = Model()",
            "q1_quality": "at_least(model.accuracy(), 0.5)",
        }
        found = [cell.grade_id for cell in reading(**cells).dependencies("q1_quality")]
        assert found == ["q1", "q1_quality"]

    def test_a_name_that_is_read_before_it_is_bound_comes_from_above(self):
        found = reading(q1_quality="random = random + 4\nat_least(random, 0.5)")
        assert "q2_value" in [cell.grade_id for cell in found.dependencies("q1_quality")]

    def test_a_cell_that_does_not_parse_counts_as_text(self):
        assert normal("def f(:") == "def f(:"
        assert of(q1_quality="def f(:") != of(q1_quality="def f(: ")


@pytest.mark.parametrize(
    ("source", "early"),
    [
        ("x = x + 1", {"x"}),
        ("x += 1", {"x"}),
        ("for x in xs:\n    y = x", {"xs"}),
        ("y = [x for x in xs if x]\nx = 1", {"xs"}),
        ("d = {k: v for k, v in p}", {"p"}),
        ("def f(a=b):\n    return c\nf()", {"b"}),
        ("class A(B):\n    z = 1\nA()", {"B"}),
        ("g = lambda: later\nimport h.i\nh", set()),
        ("x: int = y", {"y", "int"}),
        ("with open(p) as f:\n    f.read()", {"open", "p"}),
    ],
)
def test_names_that_are_read_early(source, early):
    assert read_early(source) == early


class TestStale:
    @pytest.fixture
    def assignment(self, tmp_path: Path) -> Assignment:
        notebook = nbformat.v4.new_notebook()
        for grade_id, role, source in CELLS:
            meta = {
                "grade": role is Role.TEST,
                "solution": role is Role.ANSWER,
                "locked": role is not Role.ANSWER,
                "grade_id": grade_id,
                "points": 1,
                "schema_version": 3,
            }
            cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": meta})
            notebook.cells.append(cell)
        folder = tmp_path / "hw"
        folder.mkdir()
        nbformat.write(notebook, folder / "hw.ipynb")
        return Assignment.load(folder)

    def test_a_threshold_without_a_calibration(self, assignment):
        ((test, message),) = stale(assignment)
        assert test == "q1_quality"
        assert message == (
            "its threshold was not calibrated: type `autograder calibrate hw --write`"
        )

    def test_with_its_fingerprint_it_is_fresh(self, assignment):
        found = fingerprint.read(assignment.notebooks[0]).fingerprint("q1_quality")
        table = {"q1_quality": {"fingerprint": found}}
        assert stale(dataclasses.replace(assignment, calibration=table)) == []

    def test_with_another_one_it_is_not(self, assignment):
        table = {"q1_quality": {"fingerprint": "0", "date": "2026-11-25"}}
        ((_, message),) = stale(dataclasses.replace(assignment, calibration=table))
        assert "changed after its thresholds were calibrated (on 2026-11-25)" in message

    def test_a_table_written_by_hand_is_its_authors_word(self, assignment):
        table = {"q1_quality": {"low": 0.5, "reference": [0.9]}}
        assert stale(dataclasses.replace(assignment, calibration=table)) == []
