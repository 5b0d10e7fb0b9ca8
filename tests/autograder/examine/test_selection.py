"""Which cells of a notebook a part of an examination runs."""

from __future__ import annotations

import pytest

from autograder.cells import CellInfo, Role
from autograder.examine.assemble import AssembledCell
from autograder.examine.selection import EVERYTHING, Selection, loses_points
from autograder.results import TestResult, Verdict

ROLES = [
    ("setup", Role.READONLY),
    ("figure", Role.READONLY),
    ("q1", Role.ANSWER),
    ("q1_a", Role.TEST),
    ("q1_b", Role.TEST),
    ("q2", Role.ANSWER),
    ("q2_a", Role.TEST),
    ("end", Role.READONLY),
]


@pytest.fixture
def cells() -> list[AssembledCell]:
    infos = [CellInfo(i, "code", role, name, 1.0, "pass") for i, (name, role) in enumerate(ROLES)]
    return [AssembledCell(info, info.index, {}) for info in infos]


def names(cells: list[AssembledCell]) -> list[str]:
    return [cell.info.grade_id for cell in cells]


def result(points: float | None, verdict: Verdict, *, manual: bool = False) -> TestResult:
    return TestResult(
        notebook="n", test="t", title="", points=points, maximum=2, verdict=verdict, manual=manual
    )


def test_without_arguments_everything_runs(cells):
    assert EVERYTHING.of(cells) == cells


def test_nothing_runs_below_the_last_chosen_test(cells):
    chosen = Selection(tests=frozenset({"q1_b"}))
    assert names(chosen.of(cells)) == ["setup", "figure", "q1", "q1_b"]


def test_skipped_cells_are_left_out(cells):
    chosen = Selection(tests=frozenset({"q2_a"}), skipped=frozenset({1, 2}))
    assert names(chosen.of(cells)) == ["setup", "q2", "q2_a"]


def test_no_test_at_all_runs_no_cell(cells):
    assert Selection(tests=frozenset()).of(cells) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (result(2, Verdict.PASSED), False),
        (result(1.5, Verdict.PASSED), True),
        (result(0, Verdict.FAILED), True),
        (result(0, Verdict.TIMEOUT), True),
        (result(None, Verdict.PENDING, manual=True), False),
    ],
)
def test_a_test_that_loses_points_ends_it(found, expected):
    assert loses_points(found) is expected
    assert Selection(stop_at_first_failure=True).ends_with([found]) is expected
    assert not EVERYTHING.ends_with([found])


def test_a_test_without_points_ends_nothing():
    free = TestResult(notebook="n", test="t", title="", points=0, maximum=0, verdict=Verdict.FAILED)
    assert not Selection(stop_at_first_failure=True).ends_with([free])
