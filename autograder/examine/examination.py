"""One examination: a submission runs in a candidate, the tests in an examiner beside it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Final

import nbformat

from autograder.cells import Role
from autograder.examine import budgets, scoring
from autograder.examine.assemble import Assembled, AssembledCell, assemble
from autograder.examine.bootstrap import bootstrap_source, examiner_source
from autograder.examine.channel import MAX_ANSWER_BYTES
from autograder.examine.kernels import CellEnd, Kernel, SandboxLost
from autograder.examine.ownership import Owner
from autograder.examine.pair import Pair, kernels
from autograder.examine.selection import EVERYTHING, Selection
from autograder.examine.template import Template
from autograder.examine.writing import cell_event, plain_error, shown_cell
from autograder.results import LIMIT_VERDICTS, TestResult, Verdict
from gpu_runner.limits import Limits

RECORD_VERSION: Final = 1
_OWN_SECONDS: Final = 30.0  # for the grader's own statements, far above what they need
_DECODING_SECONDS: Final = 1.0  # for an examiner, beyond the candidate's time to answer
_EXAMINER_GRACE: Final = 5.0  # the tests after one that is killed with its kernel are lost
_RECOVERY_SECONDS: Final = 1.5  # for a candidate that was interrupted in an answer
_WATCH_SECONDS: Final = 0.2


@dataclass(frozen=True)
class Examined:
    """What the examination of one notebook found."""

    results: tuple[TestResult, ...]
    flags: tuple[str, ...]
    notebook: Mapping[str, Any]
    record: tuple[Mapping[str, Any], ...]
    cpu_seconds: float | None
    peak_memory_bytes: int | None
    budgets: Mapping[str, float] = field(default_factory=dict)
    """See `Outcome.budgets`."""


async def examine(
    pair: Pair,
    template: Template,
    submission: Mapping[str, Any],
    *,
    seed: int,
    selection: Selection = EVERYTHING,
) -> Examined:
    """Run `submission` and the tests of `template` against it.

    Args:
        pair: warm slots; one kernel is forked in each.
        submission: the student's notebook, nbformat 4.
        seed: what `autograder.testing.seed` derives its seeds from.
        selection: the part of the notebook that is run; results of other tests are left out.

    Raises:
        SubmissionError: the notebook has nothing of this assignment in it.
        SandboxLost: the infrastructure failed; nothing is known about the submission.
    """
    assembled = assemble(template, submission)
    async with kernels(pair) as (candidate, examiner):
        run = _Run(pair, template, assembled, candidate, examiner, selection)
        await run.prepare(seed)
        for cell in selection.of(assembled.cells):
            await run.cell(cell)
            if selection.ends_with(run.results):
                break
        spent = run.spent()
    return Examined(
        results=tuple(run.results),
        flags=assembled.flags + tuple(run.flags),
        notebook=run.notebook,
        record=tuple(run.record),
        cpu_seconds=spent.usage.cpu_seconds,
        peak_memory_bytes=spent.usage.peak_memory_bytes,
        budgets=spent.shares(),
    )


@dataclass
class _Run:
    """The state of one examination."""

    pair: Pair
    template: Template
    assembled: Assembled
    candidate: Kernel
    examiner: Kernel
    selection: Selection = EVERYTHING
    results: list[TestResult] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    record: list[Mapping[str, Any]] = field(default_factory=list)
    notebook: Any = field(default_factory=nbformat.v4.new_notebook)
    broken: dict[str, CellEnd] = field(default_factory=dict)
    """Answer cells that did not run to their end, by `grade_id`."""
    over: Verdict | None = None
    """The limit that ended the candidate for good."""
    lost: str = ""
    """How the examiner's kernel ended, if a test ended it: no later one can be decided."""
    started: float = field(default_factory=time.monotonic)
    examined: int = 0
    """Cells of the instructor's notebook that the examiner has been through."""

    @property
    def _limits(self) -> Limits:
        return self.pair.limits

    def _seconds(self, cell: AssembledCell) -> float:
        """Time that `cell` may take."""
        left = self._limits.submission_seconds - (time.monotonic() - self.started)
        limit = self.selection.seconds.get(cell.info.grade_id, self._limits.cell_seconds)
        return max(0.0, min(self._limits.cell_seconds, limit, left))

    def spent(self, test_seconds: float = 0.0) -> budgets.Spent:
        """What was used until now; `test_seconds` of them in a test that is not in the record."""
        return budgets.Spent(
            limits=self._limits,
            cell_seconds=max(test_seconds, budgets.longest_cell(self.record)),
            seconds=time.monotonic() - self.started,
            usage=self.candidate.usage,
            output_bytes=self.candidate.output_bytes,
        )

    async def prepare(self, seed: int) -> None:
        """Make the candidate answer, and connect the examiner to it."""
        info = self.candidate.manager.get_connection_info()
        directory = self.pair.examiner.peer_directory(self.candidate.manager.kernel_id)
        socket = f"{PurePosixPath(info['ip']).name}-{info['shell_port']}"
        start = examiner_source(
            socket=f"{directory}/{socket}",
            key=self.candidate.manager.session.key.decode("ascii"),
            # An answer is in the examiner's memory several times: received, decoded, converted.
            most=min(MAX_ANSWER_BYTES, self._limits.memory_bytes // 6),
            memory=self.pair.examiner.spec.limits.memory_bytes,
            seed=seed,
            sources={
                cell.info.grade_id: cell.info.source
                for cell in self.assembled.cells
                if cell.info.role in (Role.ANSWER, Role.MANUAL)
            },
        )
        await asyncio.gather(
            self.candidate.run_silently(bootstrap_source(), _OWN_SECONDS),
            self.examiner.run_silently(start, _OWN_SECONDS),
        )
        self.record.append(
            {
                "event": "start",
                "version": RECORD_VERSION,
                "notebook": self.template.name,
                "seed": seed,
                "candidate": dict(self.pair.candidate.environment),
            }
        )

    async def cell(self, cell: AssembledCell) -> None:
        """Run one cell where it belongs, and note what it showed."""
        info = cell.info
        if info.role in (Role.MANUAL, Role.TASK):
            unchanged = info.grade_id in self.assembled.unchanged
            title = self.template.titles[info.grade_id]
            self.results.append(
                scoring.manual(info, self.template.name, title, unchanged=unchanged)
            )
        if not info.is_code:
            self.notebook.cells.append(shown_cell(cell))
        elif info.role is Role.TEST:
            await self._test(cell)
        else:
            await self._candidate_cell(cell)

    async def _candidate_cell(self, cell: AssembledCell) -> None:
        shown = shown_cell(cell)
        self.notebook.cells.append(shown)
        if self.over is not None:
            return
        seconds = self._seconds(cell)
        if seconds == 0:
            await self._end(Verdict.TIMEOUT)
            return
        end, _ = await asyncio.gather(self.candidate.run(shown, seconds), self._examiner_part(cell))
        if end.limit is None and end.error is not None:
            limit = scoring.limit_behind(*end.error)
            end = CellEnd(limit=limit, error=end.error, seconds=end.seconds)
        if not end.ok and cell.info.grade_id:
            self.broken[cell.info.grade_id] = end
        self.record.append(cell_event(cell, end, shown))
        if end.limit is Verdict.OUTPUT_LIMIT:
            await self._end(end.limit)
        elif self.candidate.ending is not None:
            self.over = end.limit or self.candidate.verdict_on_death()

    async def _examiner_part(self, cell: AssembledCell) -> None:
        """What the examiner does itself, up to this cell, of the instructor's notebook.

        Cells without an id reach the student as cells of his own, so they are not in the
        assembled notebook as the instructor's; the examiner catches up on them.
        """
        while cell.index is not None and self.examined <= cell.index and not self.lost:
            source = self.template.examiner_source(self.examined)
            self.examined += 1
            if source:
                await self.examiner.run_silently(source, self._limits.cell_seconds + _OWN_SECONDS)

    async def _end(self, verdict: Verdict) -> None:
        """Kill the candidate: the rest of the submission is not reached."""
        await self.candidate.kill()
        self.over = verdict

    async def _test(self, cell: AssembledCell) -> None:
        shown = shown_cell(cell)
        self.notebook.cells.append(shown)
        started = time.monotonic()
        beside = self.template.plan.owners.get(cell.info.index) is Owner.CANDIDATE
        report: Mapping[str, Any] = {}
        if self.over is not None:
            result = self._not_reached(cell)
        else:
            if beside:
                report = await self._beside(cell, shown)
            elif not self.lost:
                report = await self._ask(cell, shown)
            seconds = time.monotonic() - started
            result = scoring.judge(cell.info, self.template.name, report, seconds=seconds)
            if not beside:
                result = await self._explain(cell, report, result)
            error = report.get("error") or {}
            if result.verdict is Verdict.ERROR and error.get("type") == scoring.STUB:
                stub = self._stub(self.template.plan.tests[cell.info.index].candidate)
                result = replace(result, message=stub or result.message)
        shown.metadata["autograder"]["verdict"] = str(result.verdict)
        self.results.append(result)
        self.record.append(
            {
                "event": "test",
                "test": result.test,
                "verdict": result.verdict,
                "points": result.points,
                "seconds": round(result.seconds, 4),
                "report": report,
            }
        )

    async def _beside(self, cell: AssembledCell, shown: Any) -> Mapping[str, Any]:
        """Run a visible test of 0 points in the candidate; returns a report like the examiner's."""
        end = await self.candidate.run(shown, self._seconds(cell))
        if end.limit is not None:
            self.over = end.limit if self.candidate.ending is not None else None
            return {"ended": False, "error": plain_error("timeout", str(end.limit), "")}
        if end.error is None:
            return {"ended": True}
        name, text = end.error
        kind = "assertion" if name == "AssertionError" else "candidate"
        return {"ended": False, "error": plain_error(kind, name, text)}

    async def _ask(self, cell: AssembledCell, shown: Any) -> Mapping[str, Any]:
        """Let the examiner run a test cell; returns its report."""
        assert cell.index is not None
        await self._examiner_part(cell)
        names = self.template.plan.tests[cell.index]
        seconds = self._seconds(cell)
        settings = {
            "names": list(names.candidate),
            "synchronised": list(names.synchronised),
            "unseen": list(names.unseen),
            "seconds": seconds,
        }
        begin = f"__examiner__.begin({json.dumps(settings)!r})"
        watch = asyncio.create_task(self._watch())
        try:
            report = await self._begin(begin, seconds)
            if not report:
                # The channel's own deadline comes first; this one is for the test's own loops.
                await self.examiner.run(shown, seconds + _DECODING_SECONDS, grace=_EXAMINER_GRACE)
                report = await self.examiner.run_silently("", _OWN_SECONDS, "__examiner__.end()")
        except SandboxLost:
            self.lost = await self._examiner_end(cell.info.grade_id)
            return {}
        finally:
            watch.cancel()
        parsed: Mapping[str, Any] = json.loads(report)
        return parsed

    async def _examiner_end(self, test: str) -> str:
        """How a test ended the examiner's kernel, for staff.

        The candidate's answers can be more than a test copes with, or the test is at fault: a
        person decides. No answer may keep the rest of a submission from being graded.

        Raises:
            SandboxLost: the sandbox failed, and the examination is to be repeated.
        """
        if self.examiner.ending is None:  # it hears no interrupt
            await self.examiner.kill()
        self.examiner.verdict_on_death()
        assert self.examiner.ending is not None
        return f"the examiner's kernel ended in {test}: {self.examiner.ending.detail}"

    async def _begin(self, begin: str, seconds: float) -> str:
        """Let the examiner fetch the candidate's names; returns a report if it could not."""
        task = asyncio.create_task(self.examiner.run_silently("", seconds + _OWN_SECONDS, begin))
        done, _ = await asyncio.wait({task}, timeout=seconds + _DECODING_SECONDS)
        if not done:
            # An answer can be made so that it takes for ever to decode.
            await self.examiner.interrupt()
        return str(await task)

    async def _watch(self) -> None:
        """Interrupt the examiner's wait for an answer that cannot come any more."""
        while await self.candidate.alive() and not self.candidate.flooded():
            await asyncio.sleep(_WATCH_SECONDS)
        if self.candidate.flooded():
            await self.candidate.kill()
        await self.examiner.interrupt()

    async def _explain(
        self, cell: AssembledCell, report: Mapping[str, Any], result: TestResult
    ) -> TestResult:
        """Correct a result by what the candidate did meanwhile: died, hung, or never defined it."""
        if self.lost:
            result = replace(result, detail=self.lost)
        if self.candidate.flooded():
            self.over = Verdict.OUTPUT_LIMIT
            return self._limited(cell, Verdict.OUTPUT_LIMIT, result.seconds)
        if not await self.candidate.alive():
            self.over = self.candidate.verdict_on_death()
            return self._limited(cell, self.over, result.seconds)
        if result.verdict is Verdict.TIMEOUT:
            await self._recover()
        if result.verdict in LIMIT_VERDICTS:
            # The message of an exception does not say what the limit is.
            limited = self._limited(cell, result.verdict, result.seconds)
            return replace(limited, detail=result.detail)
        error = report.get("error") or {}
        if error.get("kind") == "missing":
            return self._missing(cell, str(error["name"]), result)
        return result

    async def _recover(self) -> None:
        """Interrupt a candidate that hangs in an answer; kill it if that does not help."""
        await self.candidate.interrupt()
        try:
            await self.candidate.run_silently("None", _RECOVERY_SECONDS)
        except SandboxLost:
            await self._end(Verdict.TIMEOUT)

    def _missing(self, cell: AssembledCell, name: str, result: TestResult) -> TestResult:
        """A test needs `name`, which the student's code never bound: say why, if that is known."""
        binders = self.template.plan.binders.get(name, ())
        for grade_id in binders:
            end = self.broken.get(grade_id)
            if end is not None and end.limit is not None:
                because = f" in the cell {grade_id}"
                return self._limited(cell, end.limit, result.seconds, because)
            if end is not None and end.error is not None:
                because = self._stub([name]) if end.error[0] == scoring.STUB else ""
                because = because or f"the cell {grade_id} ended with {end.reason}"
                return replace(result, message=f"{name} is not defined: {because}")
        where = f" (expected from the cell {binders[-1]})" if binders else ""
        return replace(result, message=f"{name} is not defined{where}")

    def _stub(self, names: Iterable[str]) -> str:
        """Which of the answers that bind `names` still raise what the release did, in words."""
        binders = {found for name in names for found in self.template.plan.binders.get(name, ())}
        sources = {cell.info.grade_id: cell.info.source for cell in self.assembled.cells}
        answers = {name: source for name, source in sources.items() if name in binders}
        unchanged = self.assembled.unchanged
        return scoring.stub_left(answers, self.template.released, unchanged=unchanged)

    def _not_reached(self, cell: AssembledCell) -> TestResult:
        assert self.over is not None
        why = scoring.explain(self.over, self.spent().figures())
        return self._limited(cell, Verdict.NOT_REACHED, 0.0, f": your code {why}")

    def _limited(
        self, cell: AssembledCell, verdict: Verdict, seconds: float, because: str = ""
    ) -> TestResult:
        return scoring.ended_by_limit(
            cell.info,
            self.template.name,
            verdict,
            figures=self.spent(seconds).figures(),
            seconds=seconds,
            because=because,
            cause=self.over if verdict is Verdict.NOT_REACHED else verdict,
        )
