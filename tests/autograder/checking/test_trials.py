"""Mutants before the court: limits of time, verdicts, and proofs that a test can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from autograder.check_settings import CheckSettings
from autograder.checking import matrix
from autograder.checking.programs import Program
from autograder.checking.reach import Reach
from autograder.checking.report import State, Trial
from autograder.checking.sightings import Seen, TestSeen
from autograder.checking.trials import (
    LEAST_SECONDS,
    SLOWER,
    Answer,
    Court,
    prepare_answers,
    time_limits,
    unproven,
)
from autograder.errors import RunnerError
from autograder.examine.selection import Selection
from autograder.examine.template import Template, make_template
from autograder.results import Verdict
from tests.autograder.checking.conftest import answer, check_cell, ended, notebook, sighting


def ran(test: str, seconds: float) -> TestSeen:
    return TestSeen(test=test, verdict=Verdict.PASSED, points=1.0, maximum=1.0, seconds=seconds)


def test_work_that_tests_share_may_fall_on_each_of_them() -> None:
    """The first of them that is run trains the model, and a stage may leave out the others."""
    base = Seen(tests=(ran("trains", 20.0), ran("asks", 0.1)), cells={"q1": 0.01, "slow": 4.0})
    assert time_limits(base) == {
        "q1": LEAST_SECONDS,
        "slow": SLOWER * 4.0,
        "trains": pytest.approx(SLOWER * 20.0),
        "asks": pytest.approx(SLOWER * 20.1),
    }


class FakeBench:
    """Examines nothing: tests end as `end` says of a program's name and a test."""

    size = 2

    class setting:
        class assignment:
            check = CheckSettings()

    def __init__(self, template: Template, end: Callable[[str, str], Verdict]) -> None:
        self.template = template
        self.end = end

    async def see(self, program: Program, selection: Selection) -> Seen:
        tests = []
        for cell in self.template.cells:
            if selection.tests is None or cell.grade_id not in selection.tests:
                continue
            verdict = self.end(program.name, cell.grade_id)
            points = float(verdict is Verdict.PASSED)
            tests.append(ended(cell.grade_id, points, 1.0, verdict))
            if not points and selection.stop_at_first_failure:
                break
        return sighting(*tests)


class Unseeing(FakeBench):
    """Sees as `found` says, whatever it is given."""

    def __init__(self, template: Template, **found: Any) -> None:
        super().__init__(template, lambda program, test: Verdict.PASSED)
        self.found = found

    async def see(self, program: Program, selection: Selection) -> Seen:
        return sighting(**self.found)


@pytest.fixture
def template() -> Template:
    made = notebook(
        answer("q1", "def f(x):\n    return x + 1"),
        check_cell("q1_first", "def ours(x):\n    return x + 1\nassert f(1) == 2"),
        check_cell("q1_second", "ours(1)\nassert f is not None"),
    )
    return make_template("demo", made, made)


@dataclass(frozen=True)
class Tried:
    """A court that has seen all mutants of the answers."""

    court: Court
    answers: list[Answer]

    @property
    def trials(self) -> list[Trial]:
        return self.court.trials

    def proof(self, test: str) -> int | None:
        return asyncio.run(self.court.prove(test, self.answers))


def tried(bench: Any, *, matrix: bool = False, equivalent: Iterable[str] = ()) -> Tried:
    async def examine() -> Tried:
        reach = Reach(bench.template)
        answers = await prepare_answers(bench, reach, {"q1"}, {"q1": "q1"}, matrix=matrix)
        court = Court(bench, dict.fromkeys(equivalent, "it is right"), matrix=matrix)
        await court.examine(answers, lambda: None)
        return Tried(court, answers)

    return asyncio.run(examine())


def only(failing: str) -> Callable[[str, str], Verdict]:
    """Mutants fail `failing`, and the worked solution nothing."""
    return lambda program, test: (
        Verdict.FAILED if program != "reference" and test == failing else Verdict.PASSED
    )


def test_mutants_are_killed_by_the_test_that_takes_points(template: Template) -> None:
    trials = tried(FakeBench(template, only("q1_first"))).trials
    assert len(trials) > 2
    assert {trial.state for trial in trials} == {State.KILLED}
    assert {trial.failed for trial in trials} == {("q1_first",)}


def test_mutants_that_nothing_takes_points_from_survive(template: Template) -> None:
    bench = FakeBench(template, lambda program, test: Verdict.PASSED)
    trials = tried(bench).trials
    assert {trial.state for trial in trials} == {State.SURVIVED}
    marked = tried(bench, equivalent=[trials[0].key]).trials
    assert marked[0].state is State.EQUIVALENT
    assert {trial.state for trial in marked[1:]} == {State.SURVIVED}


@pytest.mark.parametrize("found", [{"busy": True}, {"problem": "the container was lost"}])
def test_without_the_worked_solution_nothing_is_said_of_mutants(
    found: dict[str, Any], template: Template
) -> None:
    with pytest.raises(RunnerError, match="the worked solution, with the tests of q1"):
        tried(Unseeing(template, **found))


def test_the_failure_of_a_test_above_is_no_proof(template: Template) -> None:
    """`q1_second` takes a function from `q1_first`, which all mutants fail."""
    court = tried(FakeBench(template, only("q1_first")))
    assert unproven([template], court.trials, ()) == ["q1_second"]
    assert court.proof("q1_second") == len(court.trials)


def test_a_sandbox_that_fails_proves_nothing_and_is_not_counted(template: Template) -> None:
    bench = FakeBench(template, only("q1_first"))
    court = tried(bench)
    court.court.bench = Unseeing(template, problem="the container was lost")  # type: ignore[assignment]
    assert court.proof("q1_second") == 0


def test_a_mutant_that_others_caught_first_is_a_proof(template: Template) -> None:
    def end(program: str, test: str) -> Verdict:
        return Verdict.PASSED if program == "reference" else Verdict.FAILED

    court = tried(FakeBench(template, end))
    assert unproven([template], court.trials, ()) == ["q1_second"]
    assert court.proof("q1_second") is None


def test_a_test_that_was_not_reached_has_caught_nothing(template: Template) -> None:
    def end(program: str, test: str) -> Verdict:
        if program == "reference":
            return Verdict.PASSED
        return Verdict.TIMEOUT if test == "q1_first" else Verdict.NOT_REACHED

    court = tried(FakeBench(template, end), matrix=True)
    assert {trial.state for trial in court.trials} == {State.KILLED}
    assert {trial.failed for trial in court.trials} == {("q1_first",)}
    assert unproven([template], court.trials, ()) == ["q1_second"]


def test_an_answer_that_ends_the_process_is_caught_by_no_test(template: Template) -> None:
    def end(program: str, test: str) -> Verdict:
        return Verdict.PASSED if program == "reference" else Verdict.NOT_REACHED

    court = tried(FakeBench(template, end))
    assert {trial.state for trial in court.trials} == {State.KILLED}
    assert {trial.failed for trial in court.trials} == {()}
    key = court.trials[0].key
    marked = tried(FakeBench(template, end), equivalent=[key]).trials
    found = matrix.judge_trials(marked, CheckSettings())
    assert ["no test is reached" in f.message for f in found if f.kind == "equivalent-killed"] == [
        True
    ]
