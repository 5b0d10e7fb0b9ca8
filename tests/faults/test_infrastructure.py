"""Failures of engine and sandboxes are tried again, and never points, in whatever order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from autograder.course import Course
from autograder.grading.batch import Batch, Graded, grade_batch
from autograder.grading.submissions import find_submissions
from autograder.grading.templates import Materials
from autograder.notebooks import load_notebook
from autograder.results import Status
from gpu_runner import slotdir
from tests.autograder.grading.conftest import Demo
from tests.faults.conftest import STUDENTS, TIMES, dice
from tests.faults.grader import Script, earns, scripted


@pytest.fixture
def grade(copy_course: Callable[[str], Demo], materials: Materials) -> Callable[..., list[Graded]]:
    """`grade(script, jobs)` grades the four submissions, without a gradebook."""
    course = Course.load(copy_course("course").root)
    assignment = course.assignment("demo")
    submissions = find_submissions(course.root / "handed-in", "demo", ["demo"])

    def run(script: Script, jobs: int) -> list[Graded]:
        found: list[Graded] = []
        batch = Batch(script, assignment, materials, {}, 1, course.max_notebook_bytes)  # type: ignore[arg-type]
        with scripted(script):
            asyncio.run(grade_batch(batch, submissions, jobs=jobs, finished=found.append))
        return found

    return run


def test_at_random_calls(grade: Callable[..., list[Graded]]) -> None:
    """A hundred batches, in which between none and nine tenths of all calls fail."""
    chance = dice("calls")
    faults = lost = 0
    for number in range(100 * TIMES):
        script = Script(number, share=chance.uniform(0, 0.9))
        found = grade(script, chance.randint(1, 3))
        assert sorted(graded.submission.student for graded in found) == list(STUDENTS)
        for graded in found:
            lost += _check(graded)
        faults += script.faults
        assert list(slotdir.socket_root().iterdir()) == [], "a slot was not closed"
    print(f"{faults} faults, {lost} of {400 * TIMES} submissions left for the next grade")
    assert faults > 250 * TIMES
    # How many depends on the order of the threads; half of them on average.
    assert 100 * TIMES < lost < 300 * TIMES, "some batches fail for good, others do not"


def _check(graded: Graded) -> bool:
    """Whether the submission was lost to faults; if not, its points are what it earns."""
    outcome = graded.outcome
    if outcome.status is Status.NOT_GRADED:
        assert outcome.results == ()
        assert outcome.error
        return True
    (path,) = graded.submission.files.values()
    notebook = load_notebook(path, name=path.name, python_only=True).notebook
    for result in outcome.results:
        expected = None if result.manual else result.maximum * earns(notebook, result.test)
        assert result.points == expected
    return False


@pytest.mark.parametrize("failures", [0, 1, 2, 3])
def test_three_times_is_enough(grade: Callable[..., list[Graded]], failures: int) -> None:
    """Two failures in a row are made good; the third leaves the submission for the next `grade`."""
    script = _First(failures)
    found = {graded.submission.student: graded.outcome for graded in grade(script, 1)}
    first = found.pop("ada")
    assert (first.status is Status.NOT_GRADED) == (failures == 3)
    assert {outcome.status for outcome in found.values()} == {Status.NEEDS_REVIEW}
    assert script.faults == failures


class _First(Script):
    """The first so many calls fail."""

    def __init__(self, failures: int) -> None:
        super().__init__(share=1.0)
        self.failures = failures

    def _perhaps_fail(self) -> None:
        if self.faults < self.failures:
            super()._perhaps_fail()
