"""Candidates that answer every question with one constant."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
from typing import Any

import pytest

from autograder.checking import constant_agent, constants, sightings
from autograder.checking.findings import Kind
from autograder.checking.reach import Reach
from autograder.checking.sightings import Seen
from autograder.errors import RunnerError
from autograder.examine import agent
from autograder.examine.template import Template
from autograder.results import Verdict
from tests.autograder.checking.conftest import (
    answer,
    check_cell,
    ended,
    readonly,
    sighting,
)
from tests.autograder.grading.conftest import make_demo

SOLUTION = """class Net:
    size = 3
    def run(self, x):
        return [x]

def build():
    return Net()

def split(items):
    return [list(item) for item in items]

def is_even(n):
    if not isinstance(n, int):
        raise ValueError(n)
    return n % 2 == 0

def scaled(x):
    return 2 * np.asarray(x, dtype=float)

total = 12"""
HEAD = "from autograder.testing import at_most, check_close, probe, raises, rng\n"
CASES = HEAD + 'cases = ["ab", "c"]\n@probe\ndef ask(cases):\n    return split(cases)\n'
TESTS = {
    "q1_zip": CASES + "for case, got in zip(cases, ask(cases)):\n    assert got == list(case)",
    "q1_strict": CASES
    + "for case, got in zip(cases, ask(cases), strict=True):\n    assert got == list(case)",
    "q1_flag": "assert is_even(4) == True",
    "q1_refused": HEAD + "with raises(ValueError):\n    is_even('x')",
    "q1_accepted": HEAD + "with raises(ValueError):\n    is_even('x')\nassert is_even(2)",
    "q1_both": "assert is_even(4) and not is_even(3)",
    "q1_nan": HEAD + "x = float(probe(lambda: 1.0)())\nassert not x > 2",
    "q1_close": "x = np.arange(6.0).reshape(2, 3)\nassert np.allclose(scaled(x), 2 * x)",
    "q1_shape": HEAD + "x = np.arange(6.0).reshape(2, 3)\ncheck_close(scaled(x), 2 * x)",
    "q1_given": "2.0 * is_even(4)",
    # What the answer binds is a question, too, and so is what an object of it says.
    "q1_data": "assert total == 12",
    "q1_object": "net = build()\nassert net.size == 3 and net.run(1) == [1]",
    "q1_items": "net = build()\nassert all(x == 1 for x in net.run(1))",
    # No constant has a part in it: the empty release is tried for that.
    "q1_class": "assert callable(build) and callable(build().run)",
}
EMPTY = ["[]", '""', "{}", "an array of shape (0,)", "an array of shape (0, 1, 1, 1)"]
EXPECTED = {
    "q1_zip": EMPTY,
    "q1_flag": ["True"],
    "q1_refused": ["a ValueError"],
    "q1_nan": ["True", "False", "0.0", "NaN"],
    "q1_close": ["an array of shape (0, 1, 1, 1)"],
    "q1_given": ["True"],
    "q1_items": EMPTY,
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A course with a question in many ways, checked."""
    demo = make_demo(
        tmp_path_factory.mktemp("constants") / "course",
        [
            readonly("start", "import numpy as np"),
            answer("q1", f"### BEGIN SOLUTION\n{SOLUTION}\n### END SOLUTION"),
            *(
                check_cell(
                    name,
                    f"# Hidden: {name} (2 points)\n"
                    f"### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS",
                    points=2,
                )
                for name, source in TESTS.items()
            ),
        ],
        f'title = "Constants"\npoints = {2 * len(TESTS)}\n',
    )
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        demo.command(
            *("check", "demo", "--runner", "process", "--trust-submissions", "--jobs", "2"),
            *("--format", "json", "--no-mutants"),
        )
    found: dict[str, Any] = json.loads(shown.getvalue())["assignments"][0]
    return found


def test_a_test_that_a_constant_passes_is_found(report: dict[str, Any]) -> None:
    found = {
        test: [row["constant"] for row in report["constants"] if test in row["passed"]]
        for test in TESTS
    }
    assert {test: names for test, names in found.items() if names} == EXPECTED
    assert [row["constant"] for row in report["constants"]] == list(constants.CONSTANTS)


def test_the_finding_names_the_constants_and_what_to_do(report: dict[str, Any]) -> None:
    found = {f["test"]: f for f in report["findings"] if f["kind"] == "constant-passes"}
    assert set(found) == set(EXPECTED)
    assert found["q1_flag"]["message"] == "passes if every question is answered with True"
    assert "with True, False, 0.0 or NaN" in found["q1_nan"]["message"]
    assert "len(answers) == len(cases)" in found["q1_zip"]["advice"]
    assert "has to be accepted" in found["q1_refused"]["advice"]
    fields = ("severity", "subject", "question")
    assert [found["q1_zip"][field] for field in fields] == ["error", "constant answers", "q1"]


def fresh_agent() -> Any:
    """The candidate's agent as a module of its own, which a test may change."""
    spec = importlib.util.spec_from_file_location("fresh_agent", agent.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_question_of_the_examiner_is_thought_of() -> None:
    acts = {"bind", "unbind", "setattr", "delattr", "setitem", "delitem", "exit"}
    assert set(agent._OPERATIONS) == constant_agent.REPLACED | acts
    assert acts == sightings._ACTS


def test_an_agent_that_answers_elsewhere_is_noticed() -> None:
    renamed = fresh_agent()
    del renamed._OPERATIONS
    with pytest.raises(AttributeError, match="_OPERATIONS"):
        constant_agent.install(renamed, [], ())
    deaf = fresh_agent()
    deaf.Agent.answer = lambda self, op, message: deaf.Encoder(deaf.refer).message([True, 3])
    with pytest.raises(RuntimeError, match="not answered with the constant"):
        constant_agent.install(deaf, [], ())


def test_a_trial_without_effect_ends_the_check() -> None:
    seen = sighting(broken=(f"RuntimeError: {constants._FAILED}: AttributeError(…)",))
    with pytest.raises(RunnerError, match="constant answers cannot be tried"):
        constants.judge_constants({"q1_values"}, {"[]": seen})
    # Cells of the instructor without an id may need what is not run here.
    assert constants.judge_constants(set(), {"[]": sighting(broken=("NameError: model",))}) == []


def asked(op: str, *arguments: Any, namespace: dict[str, Any], stand_ins: Any = ()) -> Any:
    """What an agent that answers with `[]` gives for a question."""
    changed = fresh_agent()
    constant_agent.install(changed, [], stand_ins)
    return changed._OPERATIONS[op](changed.Agent(namespace), *arguments)


def test_objects_stay_and_data_is_the_constant(monkeypatch: pytest.MonkeyPatch) -> None:
    class Net:
        size = 3

    def build() -> Net:
        return Net()

    def count() -> int:
        runs.append(1)
        return 3

    def endless() -> None:
        while True:
            pass

    runs: list[int] = []
    monkeypatch.setattr(constant_agent, "BUILD_SECONDS", 0.05)
    for function in (build, count, endless):
        function.__module__ = "__main__"
    space = {"net": Net(), "build": build, "count": count, "endless": endless, "n": 3}
    made = asked("names", ["net", "n", "gone", "slow"], namespace=space, stand_ins=("slow",))
    assert (made["net"], made["n"], made["slow"](1)) == (space["net"], [], [])
    assert "gone" not in made
    assert isinstance(asked("call", build, (), {}, namespace=space), Net)
    assert asked("call", endless, (), {}, namespace=space) == []
    assert asked("call", lambda: runs.append(1), (), {}, namespace=space) == []
    assert (asked("call", count, (), {}, namespace=space), runs) == ([], [1])
    assert asked("getattr", space["net"], "size", namespace=space) == []
    assert asked("len", space["net"], namespace=space) == 0
    assert list(asked("iter", space["net"], namespace=space)) == []
    with pytest.raises(TypeError):
        asked("operate", "float", space["net"], namespace=space)


def test_a_slow_cell_is_not_run_and_has_a_stand_in(template_of: Any) -> None:
    template: Template = template_of(
        answer("q1", "def f(x):\n    return x"),
        answer("q2", "trained = [f(x) for x in range(10**9)]"),
        check_cell("q1_values", "assert f(1) == 1 and trained[0] == 0"),
        check_cell("q1_free", "assert f(1) == 1", points=0),
        check_cell("q2_wrong", "assert f(trained) == 1"),
    )
    reference = sighting(
        ended("q1_values", 1.0, 1.0),
        ended("q1_free", 0.0, 0.0, Verdict.PASSED),
        ended("q2_wrong", 0.0, 1.0),
        cells={"q1": 0.1, "q2": 20.0},
    )
    plan = constants.plan(Reach(template), reference, None)
    assert (plan.tests, plan.stand_ins) == (frozenset({"q1_values"}), ("trained",))
    assert plan.selection.skipped == {1}
    program = plan.program("[]")
    assert [cell["source"] for cell in program.cells["cells"][1:]] == [
        cell.source for cell in template.cells
    ]
    assert "'trained'" in program.cells["cells"][0]["source"]
    assert not constants.plan(Reach(template), reference, {"q2_wrong"}).tests


def seen_with(points: float, **fields: Any) -> Seen:
    return sighting(ended("q1_values", points, 2.0, answered=True, **fields))


def test_points_for_a_constant_are_errors() -> None:
    def judge(**found: Seen) -> list[tuple[str, str]]:
        findings = constants.judge_constants({"q1_values"}, found)
        assert all(finding.is_error for finding in findings)
        return [(finding.kind, finding.message) for finding in findings]

    assert judge(a=seen_with(0.0), b=sighting(ended("q1_values", 2.0))) == []
    partly = "gives 1.5 of 2 points if every question is answered with a or c"
    assert judge(a=seen_with(0.5), b=seen_with(0.0), c=seen_with(1.5)) == [
        (Kind.CONSTANT_PASSES, partly)
    ]
    undecided = seen_with(0.0, verdict=Verdict.GRADER_ERROR)
    assert judge(a=undecided)[0][0] == Kind.GRADER_ERROR
    assert judge(a=sighting(problem="the container was lost"))[0][0] == Kind.GRADER_ERROR
