"""Checking one assignment, from its materials to a report."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from autograder import interrupts
from autograder.assets import locate, optional_names
from autograder.assignment import Assignment
from autograder.cells import Role, hidden_lines, title
from autograder.checking import constants, matrix, ordinary, programs, verdicts
from autograder.checking.bench import Bench, Setting, lost, open_bench
from autograder.checking.cache import Cache
from autograder.checking.equivalent import read_equivalent, stale_keys
from autograder.checking.findings import Finding, ordered
from autograder.checking.options import Options, Progress
from autograder.checking.programs import Program, Side, Variant
from autograder.checking.reach import Reach, questions
from autograder.checking.record import fingerprint
from autograder.checking.release import read_release
from autograder.checking.report import ConstantRow, Effort, Report, TestRow, Trial, VariantRow
from autograder.checking.sightings import Seen
from autograder.checking.trials import Answer, Court, prepare_answers, unproven
from autograder.course import Course
from autograder.errors import UsageError
from autograder.examine.selection import Selection
from autograder.examine.template import Template
from autograder.grading.runner import short_identity
from autograder.grading.slots import number_of_jobs
from autograder.grading.templates import Materials, prepare
from autograder.staging import staging
from autograder.suggest import did_you_mean
from gpu_runner.sandbox import Backend

EVERYWHERE_SECONDS: Final = 1.0
"""Tests that take no longer are run against every variant, whether or not they depend on it."""


def check(
    course: Course,
    assignment: Assignment,
    backend: Backend,
    options: Options,
    progress: Progress,
) -> Report:
    """Check one assignment.

    Raises:
        SourceError, ConfigError: it cannot be built.
        RunnerError: its worked solution cannot be examined.
        gpu_runner.errors.RunnerFailure: no sandbox.
        StorageError: results cannot be stored.
    """
    started = time.monotonic()
    # Before anything is examined: what is changed meanwhile was not checked.
    checked = fingerprint(course, assignment)
    folder = check_folder(course, assignment.name)
    if options.fresh:
        (folder / "results.jsonl").unlink(missing_ok=True)
    with staging(course, "check") as workspace:
        materials = prepare(course, assignment, workspace / "materials")
        setting = Setting(
            assignment=assignment,
            materials=materials,
            backend=backend,
            assets=locate(course, assignment, optional=options.assets),
            seed=options.seed,
        )
        cache = Cache(folder / "results.jsonl")
        checker = _Checker(course, setting, options, progress, cache, workspace)
        report = interrupts.run(checker.run())
        cache.close()
    seconds = time.monotonic() - started
    effort = dataclasses.replace(report.effort, seconds=seconds)
    return dataclasses.replace(report, fingerprint=checked, effort=effort)


def check_folder(course: Course, assignment: str) -> Path:
    """Where results and the page of a check lie."""
    return course.state_dir / "check" / assignment


class _Checker:
    """One check: its parts, in order, and what they have found so far."""

    def __init__(
        self,
        course: Course,
        setting: Setting,
        options: Options,
        progress: Progress,
        cache: Cache,
        workspace: Path,
    ) -> None:
        self.course = course
        self.setting = setting
        self.options = options
        self.progress = progress
        self.cache = cache
        self.workspace = workspace
        self.findings: list[Finding] = []
        self.reaches = {name: Reach(template) for name, template in self.templates.items()}
        self.questions = {
            cell: question
            for template in self.templates.values()
            for cell, question in questions(template).items()
        }

        self.answers_of = self._chosen_answers()

    def _chosen_answers(self) -> dict[str, frozenset[str]]:
        """Ids of the answers to look at, by notebook.

        Raises:
            UsageError: a question was asked for that there is not.
        """
        wanted = self.options.questions
        unknown = sorted(wanted - set(self.questions.values()))
        if unknown:
            hint = did_you_mean(unknown[0], self.questions.values())
            raise UsageError(f"there is no question {unknown[0]!r}", hint=hint)
        return {
            name: frozenset(
                cell.grade_id
                for cell in template.cells
                if cell.role in programs.ANSWERS
                and (not wanted or self.questions[cell.grade_id] in wanted)
            )
            for name, template in self.templates.items()
        }

    def _selection(self, notebook: str) -> Selection:
        """The tests of the chosen questions, and those that depend on them."""
        if not self.options.questions:
            return Selection()
        reach = self.reaches[notebook]
        tests = reach.with_providers(reach.tests_of(self.answers_of[notebook]))
        return Selection(tests=tests, skipped=reach.skippable(tests))

    @property
    def templates(self) -> Mapping[str, Template]:
        return self.materials.templates

    @property
    def materials(self) -> Materials:
        return self.setting.materials

    async def run(self) -> Report:
        assignment = self.setting.assignment
        seats = number_of_jobs(assignment, self.options.jobs)
        async with open_bench(self.setting, self.cache, seats) as bench:
            references = await self._references(bench)
            variants = await self._variants(bench, references)
            constant_rows = await self._constants(bench, references)
            if not self.options.questions:
                self.findings += read_release(assignment, self.materials)
            court = await self._mutants(bench, variants)
        effort = Effort(
            fresh=bench.fresh,
            seats=seats,
            mutants=court.fresh,
            mutant_seconds=court.seconds,
        )
        tests = self._tests(references)
        if self.options.matrix:
            self._judge_matrix(tests, court.trials, variants)
        if not self.options.questions:
            share = assignment.check.largest_single_loss
            self.findings += matrix.costly_faults(tests, court.trials, variants, share)
        return Report(
            assignment=assignment.name,
            title=assignment.title,
            points=assignment.points,
            findings=ordered(self._with_questions(self.findings)),
            tests=tests,
            variants=tuple(variants),
            constants=tuple(constant_rows),
            trials=tuple(court.trials),
            only=tuple(sorted(self.options.questions)),
            mutated=self.options.mutants,
            sampled=court.left_out,
            full_matrix=self.options.matrix,
            effort=effort,
            backend=self.setting.backend.name,
            machine=short_identity(
                self.setting.backend.identity(),
                optional_names(self.setting.assignment, self.setting.assets),
            ),
            seed=self.options.seed,
            made=datetime.now(UTC),
        )

    async def _references(self, bench: Bench) -> dict[str, Seen]:
        """The worked solution, examined and in an ordinary kernel."""
        examinations = 1 if self.options.questions else 2
        self.progress.phase("worked solution", examinations * len(self.templates))
        found = {}
        for name, template in self.templates.items():
            program = programs.reference(template)
            seen = await self._see(bench, program, self._selection(name))
            if seen.problem:
                raise lost(seen, "the worked solution")
            found[name] = seen
            self.findings += verdicts.judge_reference(seen)
            if self.options.questions:
                continue
            self.findings += verdicts.judge_limits(
                seen, self.setting.assignment.limits, self.questions
            )
            folder = self.workspace / f"ordinary-{len(found)}"
            plain = await ordinary.see_ordinary(self.setting, template, self.cache, folder)
            self.progress.advance()
            self.findings += ordinary.compare(seen, plain)
        if self.options.nbgrader:
            self.progress.phase("nbgrader", 1)
            scores = await asyncio.to_thread(
                ordinary.see_nbgrader, self.setting, self.cache, self.course.root
            )
            self.progress.advance()
            for seen in found.values():
                self.findings += ordinary.compare_nbgrader(seen, scores)
        return found

    async def _see(
        self, bench: Bench, program: Program, selection: Selection | None = None
    ) -> Seen:
        seen = await bench.see(program, selection or Selection())
        self.progress.advance()
        return seen

    async def _variants(self, bench: Bench, references: Mapping[str, Seen]) -> list[VariantRow]:
        """The empty release and all variants, in parallel."""
        variants, findings = programs.read_variants(self.setting.assignment, self.materials)
        self.findings += findings
        if self.options.questions:
            chosen = frozenset().union(*self.answers_of.values())
            variants = [v for v in variants if v.program.answers & chosen]
        self.progress.phase("empty release and variants", len(variants) + len(self.templates))
        empties = [
            self._see(bench, programs.empty(self.materials, name), self._selection(name))
            for name in self.templates
        ]
        seen = await asyncio.gather(
            *empties, *(self._variant(bench, v, references) for v in variants)
        )
        for empty in seen[: len(empties)]:
            if empty.problem:
                raise lost(empty, "the empty release")
            self.findings += verdicts.judge_empty(empty)
        rows = []
        for variant, found in zip(variants, seen[len(empties) :], strict=True):
            program = variant.program
            reach = self.reaches[program.notebook].tests_of(program.answers)
            reference = references[program.notebook]
            self.findings += verdicts.judge_variant(variant, found, reach, reference)
            rows.append(self._variant_row(variant, found))
        return rows

    async def _constants(self, bench: Bench, references: Mapping[str, Seen]) -> list[ConstantRow]:
        """Candidates that answer whatever is asked with one constant."""
        plans = [
            constants.plan(reach, references[name], self._selection(name).tests)
            for name, reach in self.reaches.items()
        ]
        plans = [plan for plan in plans if plan.tests]
        self.progress.phase(constants.SUBJECT, len(plans) * len(constants.CONSTANTS))
        passed: dict[str, tuple[str, ...]] = {}
        for plan in plans:
            seen = await asyncio.gather(
                *(
                    self._see(bench, plan.program(constant), plan.selection)
                    for constant in constants.CONSTANTS.values()
                )
            )
            found = dict(zip(constants.CONSTANTS, seen, strict=True))
            self.findings += constants.judge_constants(plan.tests, found)
            for name, one in found.items():
                passed[name] = passed.get(name, ()) + constants.passed(name, one, plan.tests)
        return [ConstantRow(constant=name, passed=tests) for name, tests in passed.items()]

    async def _variant(
        self, bench: Bench, variant: Variant, references: Mapping[str, Seen]
    ) -> Seen:
        """Run the tests that can depend on a variant, those that it names, and all cheap ones."""
        program = variant.program
        if self.options.matrix:
            return await self._see(bench, program)
        reach = self.reaches[program.notebook]
        known = references[program.notebook].tests
        cheap = {test.test for test in known if test.seconds <= EVERYWHERE_SECONDS}
        tests = reach.with_providers(
            reach.tests_of(program.answers) | cheap | frozenset(variant.fails)
        )
        selection = Selection(tests=tests, skipped=reach.skippable(tests))
        return await self._see(bench, program, selection)

    async def _mutants(self, bench: Bench, variants: Sequence[VariantRow]) -> Court:
        """Every mutant of every answer, and for each test one that it catches."""
        check = self.setting.assignment.check
        equivalent = read_equivalent(self.setting.assignment)
        court = Court(bench, equivalent, matrix=self.options.matrix)
        if not self.options.mutants:
            return court
        self.progress.phase("preparing mutants", len(self.templates))
        answers: list[Answer] = []
        for name, chosen in self.answers_of.items():
            reach = self.reaches[name]
            answers += await prepare_answers(
                bench, reach, chosen, self.questions, matrix=self.options.matrix
            )
            self.progress.advance()
        self.progress.phase("mutants", sum(len(answer.mutants) for answer in answers))
        await court.examine(answers, self.progress.advance)
        caught = {t for row in variants if row.side is Side.WRONG for t in row.failed}
        waiting = [
            test
            for test in unproven(self.templates.values(), court.trials, caught)
            if not self.options.questions or self.questions[test] in self.options.questions
        ]
        self.progress.phase("tests that caught nothing", len(waiting))
        for test in waiting:
            tried = await court.prove(test, answers)
            if tried is not None:
                self.findings.append(matrix.never_fails(test, tried))
            self.progress.advance()
        if not self.options.questions:
            known = frozenset().union(*(answer.keys for answer in answers))
            self.findings += stale_keys(equivalent, known)
        whole = not self.options.questions
        self.findings += matrix.judge_trials(court.trials, check, whole=whole)
        cells = {answer.cell: answer.question for answer in answers}
        self.findings += matrix.untested(cells, court.trials)
        return court

    def _judge_matrix(
        self, tests: Sequence[TestRow], trials: Sequence[Trial], variants: Sequence[VariantRow]
    ) -> None:
        sets = matrix.kill_sets(tests, trials, variants)
        self.findings += matrix.redundant(tests, sets)
        self.findings += matrix.implied(tests, sets)

    def _variant_row(self, variant: Variant, seen: Seen) -> VariantRow:
        answers = sorted(variant.program.answers)
        return VariantRow(
            name=variant.name,
            side=variant.side,
            says=variant.says,
            question=self.questions.get(answers[0], "") if answers else "",
            claims=variant.fails,
            ran=tuple(test.test for test in seen.tests),
            failed=tuple(test.test for test in seen.tests if test.caught),
            lost=sum(test.lost for test in seen.failed),
        )

    def _tests(self, references: Mapping[str, Seen]) -> tuple[TestRow, ...]:
        rows = []
        for name, template in self.templates.items():
            for cell in template.cells:
                if cell.role is not Role.TEST:
                    continue
                seen = references[name].test(cell.grade_id)
                if seen is None:
                    continue
                rows.append(
                    TestRow(
                        test=cell.grade_id,
                        question=self.questions[cell.grade_id],
                        notebook=name,
                        title=title(cell),
                        points=cell.points,
                        hidden=bool(hidden_lines(cell.source)),
                        seconds=seen.seconds,
                    )
                )
        return tuple(rows)

    def _with_questions(self, findings: Iterable[Finding]) -> list[Finding]:
        return [
            dataclasses.replace(f, question=f.question or self.questions.get(f.test, ""))
            for f in findings
        ]
