"""Judging the worked solution, the empty release and variants."""

from __future__ import annotations

import pytest

from autograder.checking import ordinary, verdicts
from autograder.checking.findings import Kind, ordered
from autograder.checking.programs import Program, Side, Variant
from autograder.results import Verdict
from gpu_runner.limits import Limits
from tests.autograder.checking.conftest import ended, sighting


def kinds(findings):
    return [(finding.kind, finding.test, finding.is_error) for finding in findings]


def variant(side: Side, *fails: str) -> Variant:
    program = Program(name=f"{side}/x", notebook="demo", cells={}, answers=frozenset({"q1"}))
    return Variant(side=side, program=program, says="forgets the scale", fails=fails)


REFERENCE = sighting(ended("a", 2), ended("b", 2), ended("far", 2))


def test_the_worked_solution_needs_every_point():
    seen = sighting(ended("a", 2), ended("b", 1.5), ended("c", 0))
    found = verdicts.judge_reference(seen)
    assert kinds(found) == [
        (Kind.REFERENCE_LOSES, "b", True),
        (Kind.REFERENCE_LOSES, "c", True),
    ]
    assert "1.5 of 2 points" in found[0].message


def test_a_test_without_verdict_says_how_to_end_it():
    seen = sighting(ended("a", None, verdict=Verdict.GRADER_ERROR, text="value is 'x'"))
    (found,) = verdicts.judge_reference(seen)
    assert "end with an assert" in found.advice


def test_an_empty_answer_fails_for_the_right_reason():
    seen = sighting(
        ended("a", 0, verdict=Verdict.ERROR, error="candidate", type="NotImplementedError"),
        ended("b", 0, verdict=Verdict.ERROR, error="missing", type="NameError"),
        ended("c", 0, error="assertion", type="AssertionError"),
        ended("d", 0, error="other", type="TypeError"),
    )
    assert verdicts.judge_empty(seen) == []


@pytest.mark.parametrize("name", ["NameError", "ModuleNotFoundError", "SyntaxError"])
def test_a_mistake_of_the_test_itself_is_found(name):
    (found,) = verdicts.judge_empty(sighting(ended("a", 0, error="other", type=name, text="x")))
    assert kinds([found]) == [(Kind.TEST_BREAKS, "a", True)]


def test_points_for_an_empty_answer():
    free = ended("visible", 0, maximum=0, verdict=Verdict.PASSED)
    found = verdicts.judge_empty(sighting(ended("a", 0.5), free))
    assert kinds(found) == [(Kind.EMPTY_SCORES, "a", True), (Kind.EMPTY_SCORES, "visible", False)]


def test_an_empty_answer_that_runs_into_a_limit():
    found = verdicts.judge_empty(sighting(ended("a", 0, verdict=Verdict.TIMEOUT)))
    assert kinds(found) == [(Kind.TEST_BREAKS, "a", False)]


def test_a_right_variant_loses_nothing():
    right = variant(Side.RIGHT)
    assert verdicts.judge_variant(right, REFERENCE, {"a"}, REFERENCE) == []
    seen = sighting(ended("a", 1), ended("b", 2))
    assert kinds(verdicts.judge_variant(right, seen, {"a"}, REFERENCE)) == [
        (Kind.RIGHT_LOSES, "a", True)
    ]


def test_a_wrong_variant_fails_what_it_names():
    wrong = variant(Side.WRONG, "a", "b")
    seen = sighting(ended("a", 0), ended("b", 2), ended("far", 2))
    found = verdicts.judge_variant(wrong, seen, {"a", "b"}, REFERENCE)
    assert kinds(found) == [(Kind.WRONG_PASSES, "b", True)]
    assert "forgets the scale" in found[0].message


def test_partial_credit_is_a_failure_of_a_wrong_variant():
    seen = sighting(ended("a", 1.5))
    assert verdicts.judge_variant(variant(Side.WRONG, "a"), seen, {"a"}, REFERENCE) == []


def test_a_wrong_variant_may_fail_what_depends_on_it_and_nothing_else():
    seen = sighting(ended("a", 0), ended("b", 0), ended("far", 0))
    found = verdicts.judge_variant(variant(Side.WRONG, "a"), seen, {"a", "b"}, REFERENCE)
    assert kinds(found) == [(Kind.WRONG_REACHES_FAR, "far", True)]


def test_tests_that_the_worked_solution_fails_are_no_news():
    reference = sighting(ended("a", 0), ended("b", 2))
    seen = sighting(ended("a", 0), ended("b", 2))
    assert verdicts.judge_variant(variant(Side.RIGHT), seen, {"a"}, reference) == []


def test_a_variant_that_could_not_be_examined():
    seen = sighting(problem="the container was lost")
    found = verdicts.judge_variant(variant(Side.RIGHT), seen, {"a"}, REFERENCE)
    assert kinds(found) == [(Kind.GRADER_ERROR, "", True)]


def test_time_and_memory_near_their_limits():
    limits = Limits(cell_seconds=10, submission_seconds=20, memory_bytes=1000 << 20)
    seen = sighting(ended("slow", 2, seconds=6.0), cells={"q1": 4.9}, peak_memory_bytes=900 << 20)
    found = verdicts.judge_limits(seen, limits, {"slow": "q1"})
    assert kinds(found) == [
        (Kind.TIME, "slow", False),
        (Kind.TIME, "", False),
        (Kind.MEMORY, "", False),
    ]
    assert found[0].question == "q1"
    assert verdicts.judge_limits(sighting(ended("a", 2, seconds=1.0)), limits, {}) == []


def test_an_ordinary_kernel_has_to_agree():
    plain = sighting(ended("a", 2), ended("b", 0, type="AssertionError"), ended("far", 1))
    found = ordinary.compare(REFERENCE, plain)
    assert kinds(found) == [
        (Kind.ORDINARY_DIFFERS, "b", True),
        (Kind.ORDINARY_DIFFERS, "far", True),
    ]
    assert ordinary.compare(REFERENCE, REFERENCE) == []


def test_nbgrader_has_to_agree():
    scores = {"a": 2.0, "b": 1.0}
    assert kinds(ordinary.compare_nbgrader(REFERENCE, scores)) == [
        (Kind.NBGRADER_DIFFERS, "b", True),
        (Kind.NBGRADER_DIFFERS, "far", True),
    ]
    assert ordinary.compare_nbgrader(REFERENCE, {"a": 2, "b": 2, "far": 2}) == []


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("0.5", 0.5),
        ("np.float64(1.25)", 1.25),
        ("-1e-3", -0.001),
        ("'text'", None),
        ("3 rows", None),
    ],
)
def test_the_number_that_a_cell_shows(shown, number):
    output = {"output_type": "execute_result", "data": {"text/plain": shown}}
    assert ordinary._last_number({"outputs": [output]}) == number


def test_errors_come_first_and_once():
    far, near = verdicts.judge_empty(
        sighting(ended("z", 0, verdict=Verdict.TIMEOUT), ended("a", 1))
    )
    assert ordered([far, near, far]) == (near, far)
