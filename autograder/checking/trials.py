"""Examining the mutants of the worked solution."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from autograder.cells import BEGIN_SOLUTION, CellInfo, Role
from autograder.checking.bench import Bench, lost
from autograder.checking.programs import Program, changed, reference
from autograder.checking.reach import Reach
from autograder.checking.report import State, Trial
from autograder.checking.sightings import Seen, TestSeen
from autograder.errors import SourceError
from autograder.examine.selection import Selection
from autograder.examine.template import Template
from autograder.lint import find_regions
from autograder.mutation.mutants import Mutant, mutants
from autograder.results import LIMIT_VERDICTS, Verdict

LEAST_SECONDS: Final = 5.0
"""A mutant gets as much time for a cell or test, however fast the worked solution is."""
SLOWER: Final = 3.0
"""And this many times what the worked solution needs. Beyond it, it counts as caught.

For a test that is the time of all tests down to this one: a training that several share is
carried out by the first of them that is run.
"""
FIRST_STAGE_SECONDS: Final = 2.0
"""Tests that take longer are run only against mutants that all others let pass."""
_ENDED: Final = LIMIT_VERDICTS | {Verdict.NOT_REACHED}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer cell with its mutants, and what is needed to examine one.

    Args:
        tests: ids of the tests to run, in stages: cheap ones before the others.
        seconds: limits by cell.
        skip: whether cells that no test depends on are left out.
        left_out: keys of mutants that are not in the sample.
    """

    template: Template
    reach: Reach
    cell: str
    question: str
    mutants: tuple[Mutant, ...]
    left_out: tuple[str, ...] = ()
    tests: tuple[frozenset[str], ...] = ()
    seconds: Mapping[str, float]
    skip: bool = True

    @property
    def all_tests(self) -> frozenset[str]:
        return frozenset().union(*self.tests)

    @property
    def keys(self) -> frozenset[str]:
        """Of all mutants, in the sample or not."""
        return frozenset(mutant.key for mutant in self.mutants) | frozenset(self.left_out)

    def selection(self, tests: frozenset[str], *, stop: bool) -> Selection:
        """`tests`, with those whose names they use."""
        tests = self.reach.with_providers(tests)
        skipped = self.reach.skippable(tests) if self.skip else frozenset[int]()
        return Selection(
            tests=tests, skipped=skipped, stop_at_first_failure=stop, seconds=self.seconds
        )

    def program(self, mutant: Mutant) -> Program:
        name = f"mutant {self.cell} {mutant.key}"
        return changed(self.template, name, {self.cell: mutant.source})


def make_mutants(cell: CellInfo, sample: int) -> tuple[tuple[Mutant, ...], tuple[str, ...]]:
    """Mutants of what a student has to write, at most `sample` (0: all), and keys of the rest.

    The sample is the same one for the same answer.
    """
    regions = [r for r in find_regions(cell.source)[0] if r.kind == BEGIN_SOLUTION]
    found = [
        mutant
        for mutant in mutants(cell.grade_id, cell.source)
        if not regions or any(r.first < mutant.line < r.last for r in regions)
    ]
    if not sample or len(found) <= sample:
        return tuple(found), ()
    # Keys are hashes already: their order is as good as chance.
    drawn = {mutant.key for mutant in sorted(found, key=lambda m: m.key)[:sample]}
    return (
        tuple(mutant for mutant in found if mutant.key in drawn),
        tuple(mutant.key for mutant in found if mutant.key not in drawn),
    )


async def prepare_answers(
    bench: Bench,
    reach: Reach,
    chosen: Collection[str],
    question: Mapping[str, str],
    *,
    matrix: bool,
) -> list[Answer]:
    """The chosen answers of a notebook with their mutants.

    Before, the worked solution is run for each: it shows that the tests pass when only what they
    depend on is run, and how long they take.
    """
    sample = bench.setting.assignment.check.mutants_per_answer
    answers = []
    for cell in reach.template.cells:
        if cell.role is not Role.ANSWER or not cell.is_code or cell.grade_id not in chosen:
            continue
        try:
            found, left_out = make_mutants(cell, sample)
        except SourceError:
            continue  # magics and the like: there is no tree to change
        answer = Answer(
            template=reach.template,
            reach=reach,
            cell=cell.grade_id,
            question=question[cell.grade_id],
            mutants=found,
            left_out=left_out,
            seconds={},
        )
        if found:
            answers.append(answer)
    return list(await asyncio.gather(*(_staged(bench, a, matrix=matrix) for a in answers)))


async def _staged(bench: Bench, answer: Answer, *, matrix: bool) -> Answer:
    """`answer` with the tests that can depend on it, in stages, and limits of time.

    Raises:
        RunnerError: the worked solution cannot be examined.
    """
    points = {c.grade_id: c.points for c in answer.template.cells if c.role is Role.TEST}
    reached = answer.reach.tests_of([answer.cell])
    tests = frozenset(test for test in reached if matrix or points[test])
    if not tests:
        return answer
    answer = replace(answer, tests=(tests,))
    base = await _baseline(bench, answer)
    if base.failed and not base.unexamined:
        # Something that is skipped has an effect that the reading of names does not see.
        answer = replace(answer, skip=False)
        base = await _baseline(bench, answer)
    if base.unexamined:
        raise lost(base, f"the worked solution, with the tests of {answer.cell}")
    sound = [test for test in base.tests if test.full]
    cheap = frozenset(t.test for t in sound if matrix or t.seconds <= FIRST_STAGE_SECONDS)
    stages = (cheap, frozenset(test.test for test in sound) - cheap)
    return replace(answer, tests=tuple(filter(None, stages)), seconds=time_limits(base))


def time_limits(base: Seen) -> dict[str, float]:
    """Seconds that a mutant gets for each cell and test, from what the worked solution needed."""
    tests = [test.test for test in base.tests]
    used = dict(zip(tests, itertools.accumulate(test.seconds for test in base.tests), strict=True))
    return {cell: max(LEAST_SECONDS, SLOWER * n) for cell, n in {**base.cells, **used}.items()}


async def _baseline(bench: Bench, answer: Answer) -> Seen:
    selection = answer.selection(answer.all_tests, stop=False)
    return await bench.see(reference(answer.template), selection)


class Court:
    """Examines mutants, and counts how many were examined now."""

    def __init__(self, bench: Bench, equivalent: Mapping[str, str], *, matrix: bool) -> None:
        self.bench = bench
        self.equivalent = equivalent
        self.matrix = matrix
        self.trials: list[Trial] = []
        self.fresh = 0
        self.seconds = 0.0
        self.left_out = 0

    async def examine(self, answers: Sequence[Answer], done: Callable[[], None]) -> None:
        """All mutants of `answers`, as many at a time as there are seats."""
        started = time.monotonic()
        self.left_out = sum(len(answer.left_out) for answer in answers)
        self.trials += await asyncio.gather(
            *(self._trial(answer, mutant, done) for answer in answers for mutant in answer.mutants)
        )
        self.seconds = time.monotonic() - started

    async def _trial(self, answer: Answer, mutant: Mutant, done: Callable[[], None]) -> Trial:
        tests: list[TestSeen] = []
        problem = ""
        program = answer.program(mutant)
        fresh = False
        for stage in answer.tests:
            seen = await self.bench.see(program, answer.selection(stage, stop=not self.matrix))
            fresh |= seen.fresh
            problem = seen.unexamined
            tests += seen.tests
            if problem or any(test.maximum for test in seen.failed):
                break
        self.fresh += fresh
        done()
        return self._judge(answer, mutant, tests, problem=problem)

    def _judge(
        self, answer: Answer, mutant: Mutant, tests: Sequence[TestSeen], *, problem: str
    ) -> Trial:
        failed = [test for test in tests if not test.full]
        costly = [test for test in failed if test.maximum]
        reason = self.equivalent.get(mutant.key, "")
        if problem:
            state = State.UNEXAMINED
        elif costly:
            state = State.KILLED
        else:
            state = State.EQUIVALENT if reason else State.SURVIVED
        return Trial(
            name=f"{answer.cell} {mutant.key}",
            key=mutant.key,
            cell=answer.cell,
            question=answer.question,
            notebook=answer.template.name,
            operator=mutant.operator,
            line=mutant.line,
            diff=mutant.diff,
            state=state,
            ran=tuple(test.test for test in tests),
            failed=tuple(test.test for test in failed if test.caught),
            lost=sum(test.lost for test in costly),
            by_limit=bool(costly) and costly[0].verdict in _ENDED,
            reason=reason or problem,
        )

    async def prove(self, test: str, answers: Sequence[Answer]) -> int | None:
        """Look for a mutant that `test` takes points from, among those that others caught first.

        Returns:
            None if there is one, else how many mutants reach the test and could be examined.
        """
        killed = {
            (trial.cell, trial.key)
            for trial in self.trials
            if trial.state is State.KILLED and test not in trial.ran
        }
        reaching = [
            (answer, mutant)
            for answer in answers
            if test in answer.all_tests
            for mutant in answer.mutants
        ]
        waiting = [pair for pair in reaching if (pair[0].cell, pair[1].key) in killed]
        size = self.bench.size
        unexamined = 0
        for start in range(0, len(waiting), size):
            group = waiting[start : start + size]
            found = await asyncio.gather(*(self._alone(test, *pair) for pair in group))
            if any(test in trial.failed for trial in found):
                return None
            unexamined += sum(trial.state is State.UNEXAMINED for trial in found)
        return len(reaching) - unexamined

    async def _alone(self, test: str, answer: Answer, mutant: Mutant) -> Trial:
        # A test above that gives it a name may fail before.
        selection = answer.selection(frozenset({test}), stop=False)
        seen = await self.bench.see(answer.program(mutant), selection)
        problem = seen.unexamined
        return self._judge(answer, mutant, seen.tests, problem=problem)


def unproven(
    templates: Iterable[Template], trials: Sequence[Trial], caught: Collection[str]
) -> list[str]:
    """Tests with points that no mutant has failed so far, nor variants: those are `caught`."""
    failing = {test for trial in trials for test in trial.failed} | set(caught)
    return [
        cell.grade_id
        for template in templates
        for cell in template.cells
        if cell.role is Role.TEST and cell.points and cell.grade_id not in failing
    ]
