"""What mutants and variants say about the tests."""

from __future__ import annotations

import pytest

from autograder.check_settings import CheckSettings
from autograder.checking import matrix
from autograder.checking.equivalent import read_equivalent, stale_keys
from autograder.checking.findings import Kind
from autograder.checking.programs import Side
from autograder.checking.report import State, VariantRow, kill_rate
from autograder.checking.trials import unproven
from autograder.course import Course
from autograder.errors import ConfigError
from tests.autograder.checking.conftest import answer, check_cell, row, trial
from tests.autograder.grading.conftest import demo_cells, make_demo

SETTINGS = CheckSettings(kill_rate=0.75)


def kinds(findings):
    return [(finding.kind, finding.question, finding.is_error) for finding in findings]


def wrong(name: str, *failed: str, lost: float = 1.0) -> VariantRow:
    return VariantRow(
        name=f"wrong/{name}",
        side=Side.WRONG,
        says="m",
        question="q1",
        claims=failed,
        ran=failed,
        failed=failed,
        lost=lost,
    )


def killed(number: int, *failed: str, **fields):
    tests = failed or ("q1_a",)
    return trial(f"q1 k{number}", State.KILLED, ran=tests, failed=tests, **fields)


def alive(number: int, **fields):
    return trial(f"q1 s{number}", State.SURVIVED, ran=("q1_a",), **fields)


def test_equivalent_and_unexamined_mutants_do_not_count():
    trials = [killed(1), alive(2), trial("q1 e", State.EQUIVALENT), trial("q1 u", State.UNEXAMINED)]
    assert kill_rate(trials) == 0.5
    assert kill_rate(trials[2:]) is None


def test_a_rate_below_the_demand_is_an_error_of_the_assignment():
    found = matrix.judge_trials([killed(1), killed(2), alive(3), alive(4)], SETTINGS)
    assert kinds(found) == [
        (Kind.SURVIVOR, "q1", False),
        (Kind.SURVIVOR, "q1", False),
        (Kind.KILL_RATE, "q1", False),
        (Kind.KILL_RATE, "", True),
    ]
    assert "2 of 4 mutants" in found[3].message
    assert "50.0 %" in found[3].message


def test_a_rate_that_is_reached_is_no_finding():
    trials = [killed(1), killed(2), killed(3), alive(4)]
    assert kinds(matrix.judge_trials(trials, SETTINGS)) == [(Kind.SURVIVOR, "q1", False)]


def test_a_survivor_is_named_by_its_change_and_its_key():
    (found,) = matrix.judge_trials([alive(1)], CheckSettings(kill_rate=0))
    assert "line 3 of q1: 'x < 1' → 'x <= 1' keeps all points" in found.message
    assert "[s1]" in found.advice


def test_a_mark_on_a_mutant_that_loses_points_is_wrong():
    (found,) = matrix.judge_trials([killed(1, reason="no difference")], SETTINGS)
    assert kinds([found]) == [(Kind.EQUIVALENT_KILLED, "q1", True)]


def test_an_answer_without_tests():
    untested = trial("q2 a", State.SURVIVED, ran=())
    found = matrix.untested({"q1": "q1", "q2": "q2"}, [killed(1), untested])
    assert kinds(found) == [(Kind.NO_TEST, "q2", True)]
    assert matrix.judge_trials([untested], CheckSettings(kill_rate=0)) == []


def test_tests_that_catch_the_same_programs():
    tests = [row("q1_a"), row("q1_b"), row("q1_c"), row("q2_a", question="q2")]
    both = ("q1_a", "q1_b", "q2_a")
    sets = matrix.kill_sets(
        tests,
        [killed(1, *both), killed(2, *both), killed(3, "q1_c")],
        [wrong("x", *both)],
    )
    assert sets["q1_a"] == {"q1 k1", "q1 k2", "wrong/x"}
    found = matrix.redundant(tests, sets)
    assert [(f.test, f.kind) for f in found] == [("q1_b", Kind.REDUNDANT)]
    assert "q1_a" in found[0].message


def test_few_programs_prove_no_redundancy():
    tests = [row("q1_a"), row("q1_b")]
    sets = matrix.kill_sets(tests, [killed(1, "q1_a", "q1_b")], [])
    assert matrix.redundant(tests, sets) == []


@pytest.mark.parametrize(("hidden_catches", "count"), [(("k1",), 1), (("k1", "k2"), 0), ((), 0)])
def test_hidden_tests_that_add_nothing(hidden_catches, count):
    tests = [row("q1_shown", hidden=False), row("q1_hidden")]
    sets = {"q1_shown": frozenset({"k1"}), "q1_hidden": frozenset(hidden_catches)}
    assert len(matrix.implied(tests, sets)) == count


def test_the_fault_that_costs_most():
    tests = [row("q1_a", 6), row("q2_a", 4, question="q2")]
    trials, variants = [killed(1, lost=4.0)], [wrong("x", "q1_a", lost=6.0)]
    (found,) = matrix.costly_faults(tests, trials, variants, 0.5)
    assert (found.kind, found.question) == (Kind.COSTLY_FAULT, "q1")
    assert "wrong/x" in found.message
    assert matrix.costly_faults(tests, trials, variants, 0.6) == []
    assert matrix.costly_faults([], [], [], 0.5) == []


def test_tests_that_nothing_has_failed(template_of):
    template = template_of(
        answer("q1", "x = 1"),
        check_cell("q1_a", "x"),
        check_cell("q1_b", "x"),
        check_cell("q1_c", "x"),
        check_cell("q1_free", "x", 0),
    )
    assert unproven([template], [killed(1, "q1_a")], {"q1_b"}) == ["q1_c"]


@pytest.fixture
def assignment(tmp_path):
    demo = make_demo(tmp_path, demo_cells(), 'title = "Demo"\npoints = 4\nmanual_points = 2\n')
    variants = demo.root / "source" / "demo" / "variants"
    variants.mkdir()

    def write(content):
        (variants / "equivalent.toml").write_text(content)
        return Course.load(demo.root).assignment("demo")

    return write


def test_marks_need_a_reason(assignment):
    for mark in ("", "\ufeff"):
        text = f'{mark}[3fa2]\nreason = "same"\n'
        assert read_equivalent(assignment(text)) == {"3fa2": "same"}
    for content, says in [
        ("[3fa2]\n", "reason"),
        ('[3fa2]\nreason = " "\n', "must not be empty"),
        ('[3fa2]\nwhy = "x"\n', "no such key"),
        ("[3fa2\n", "not valid TOML"),
    ]:
        with pytest.raises(ConfigError, match=says):
            read_equivalent(assignment(content))


def test_marks_of_mutants_that_are_gone():
    (found,) = stale_keys({"new": "r", "gone": "r"}, {"new", "other"})
    assert found.kind is Kind.EQUIVALENT_STALE
    assert "gone" in found.message


def test_demands_of_an_assignment(tmp_path):
    toml = (
        'title = "Demo"\npoints = 4\nmanual_points = 2\n[check]\nkill_rate = 0.8\nwords = ["f"]\n'
    )
    demo = make_demo(tmp_path, demo_cells(), toml)
    assert Course.load(demo.root).assignment("demo").check == CheckSettings(
        kill_rate=0.8, words=("f",)
    )
    file = demo.root / "source" / "demo" / "assignment.toml"
    file.write_text(toml.replace("0.8", "1.5"))
    with pytest.raises(ConfigError, match="0 to 1"):
        Course.load(demo.root).assignment("demo")
