"""Which tests can see a change of an answer, and which cells they need."""

from __future__ import annotations

import pytest

from autograder.checking.reach import Reach, questions
from tests.autograder.checking.conftest import answer, check_cell, readonly


@pytest.fixture
def reach(template_of):
    return Reach(
        template_of(
            readonly("setup", "import numpy as np\nnp.random.seed(0)"),
            readonly("data", "X = np.ones(3)"),
            readonly("figure", "picture = X + 1"),
            answer("q1", "def f(x):\n    return helper(x)"),
            answer("q2", "def helper(x):\n    return x"),
            check_cell("q2_values", "assert helper(1) == 1"),
            check_cell("q1_values", "assert f(1) == 1"),
            answer("q3", "model = []\ndef train(m):\n    m.append(X)"),
            readonly("fit", "train(model)"),
            check_cell("q3_trained", "assert len(model) == 1"),
            answer("q4", "def g(x):\n    return x"),
            check_cell("q4_style", "from autograder.testing import source_of\nsource_of('q4')"),
            check_cell("q5_none", "assert X.sum() == 3"),
        )
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("q1", {"q1_values"}),
        ("q2", {"q1_values", "q2_values"}),  # looked up by a function of an earlier cell
        ("q3", {"q3_trained"}),  # changed by a cell that binds nothing
        ("q4", {"q4_style"}),  # by its text alone
    ],
)
def test_tests_that_can_see_a_change(reach, cell, expected):
    assert reach.tests_of([cell]) == expected


def test_several_answers_reach_the_union(reach):
    assert reach.tests_of(["q1", "q3"]) == {"q1_values", "q3_trained"}


def test_hundreds_of_mutants_read_each_cell_once(reach, monkeypatch):
    sources = []
    monkeypatch.setattr(
        "autograder.checking.reach.python_source", lambda text: sources.append(text) or text
    )
    first = [reach.tests_of([cell]) for cell in ("q1", "q2", "q3", "q4")]
    read = len(sources)
    assert read
    for _ in range(300):
        assert [reach.tests_of([cell]) for cell in ("q1", "q2", "q3", "q4")] == first
    assert len(sources) == read


def skipped(reach, *tests):
    cells = reach.template.cells
    return {cells[index].grade_id for index in reach.skippable(tests)}


def test_cells_that_no_test_needs_are_skipped(reach):
    assert skipped(reach, "q2_values") == {"data", "figure", "q1", "q3", "q4"}


def test_what_a_test_takes_from_the_examiner_is_needed(template_of):
    reach = Reach(
        template_of(
            readonly("data", "def make(n):\n    return n + 1"),
            readonly("figure", "picture = 1"),
            answer("q1", "def f(x):\n    return x"),
            check_cell("q1_values", "assert f(make(1)) == 2"),
        )
    )
    assert skipped(reach, "q1_values") == {"figure"}


def test_what_a_function_calls_is_needed(reach):
    assert skipped(reach, "q1_values") == {"data", "figure", "q3", "q4"}


def test_a_cell_that_changes_an_object_is_needed(reach):
    # `fit` binds nothing and always runs; what it uses has to be there.
    assert skipped(reach, "q3_trained") == {"figure", "q1", "q2", "q4"}


def test_tests_may_use_what_tests_above_them_bind(template_of):
    reach = Reach(
        template_of(
            answer("q1", "def f(x):\n    return x"),
            check_cell("q1_first", "found = f(1)\ndef ours(x):\n    return x"),
            check_cell("q1_second", "expected = ours(1)"),
            answer("q2", "def g(x):\n    return x"),
            check_cell("q2_both", "assert g(1) == expected"),
            check_cell("q2_own", "expected = 2\nassert g(2) == expected"),
        )
    )
    assert reach.with_providers(["q2_both"]) == {"q1_first", "q1_second", "q2_both"}
    assert reach.with_providers(["q2_own"]) == {"q2_own"}
    # Through the names of the tests above it, it depends on the first answer, too.
    assert reach.tests_of(["q1"]) == {"q1_first", "q1_second", "q2_both"}
    assert reach.template.cells[0].index not in reach.skippable(["q2_both"])


@pytest.mark.parametrize(
    ("source", "reached"),
    [
        ("helper = ours\nassert f(1)", False),
        ("def helper(x):\n    return x\nassert f(1)", False),
        ("import numpy\n@probe\ndef show(f):\n    return f(1)\nhelper = ours\nshow(f)", False),
        ("first, helper = 1, ours\nassert f(1)", False),
        ("assert f(1)\nhelper = ours", True),
        ("before = f(1)\nhelper = ours", True),
        ("for helper in [ours]: assert f(1)", True),
        ("if f: helper = ours\nassert f(1)", True),
        ("helper = lambda x, old=f: old(x)\nassert f(1)", True),
        ("helper = ours\nassert made", True),  # computed while it was the student's
        ("assert f(1)", True),
    ],
)
def test_what_a_test_replaces_first_does_not_reach_it(template_of, source, reached):
    reach = Reach(
        template_of(
            readonly("setup", "from autograder.testing import probe"),
            answer("q1", "def helper(x):\n    return x"),
            answer("q2", "def f(x):\n    return helper(x)"),
            readonly("made", "made = f(1)"),
            check_cell("q1_values", "def ours(x):\n    return x\nassert helper(1) == 1"),
            check_cell("q2_values", source),
            check_cell("q2_later", "assert f(2)"),
        )
    )
    assert ("q2_values" in reach.tests_of(["q1"])) is reached
    assert "q2_later" in reach.tests_of(["q1"])
    assert "q2_values" in reach.tests_of(["q2"])


@pytest.mark.parametrize(
    ("above", "reached"),
    [
        ("def ours(x):\n    return x\nassert f(1)", False),
        ("assert f(1)\ndef ours(x):\n    return x", True),  # not bound if the test fails
        ("def ours(x):\n    return f(x)", True),
        ("def ours(found):\n    return found\nfound = f(1)", False),  # a name of its own
        ("def deep(x):\n    return f(x)\ndef ours(x):\n    return deep(x)", True),
        ("seen = {}\ndef ours(x):\n    return seen.get(x)\nseen[1] = f(1)", True),
        ("def ours(x=f(1)):\n    return x", True),
        ("class ours:\n    y = f(1)", True),
    ],
)
def test_a_function_of_a_test_above_depends_on_what_it_uses(template_of, above, reached):
    reach = Reach(
        template_of(
            answer("q1", "def f(x):\n    return x"),
            check_cell("q1_values", above + "\nassert f(1)"),
            answer("q2", "def g(x):\n    return x"),
            check_cell("q2_values", "assert g(1) == ours(1)"),
        )
    )
    assert reach.tests_of(["q1"]) == {"q1_values"} | ({"q2_values"} if reached else set())
    assert reach.with_providers(["q2_values"]) == {"q1_values", "q2_values"}


def test_what_was_replaced_stays_so_until_it_is_bound_again(template_of):
    reach = Reach(
        template_of(
            answer("q1", "def helper(x):\n    return x"),
            answer("q2", "def f(x):\n    return helper(x)"),
            check_cell("q2_first", "helper = abs\ndef trained(x):\n    return f(x)"),
            check_cell("q2_second", "assert trained(1)"),
            answer("q3", "def helper(x):\n    return -x"),
            check_cell("q3_third", "assert trained(1)"),
        )
    )
    assert reach.tests_of(["q1"]) == {"q3_third"}


def test_ids_without_convention_belong_to_the_answer_above(template_of):
    found = questions(
        template_of(
            answer("q1a", "x = 1"),
            check_cell("q1_x", "x"),
            answer("squares", "y = 1"),
            check_cell("correct_squares", "y"),
        )
    )
    assert found == {"q1a": "q1", "q1_x": "q1", "squares": "squares", "correct_squares": "squares"}
