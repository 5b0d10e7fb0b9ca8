"""Examining many programs on warm slots, none of them twice."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import autograder
from autograder.assignment import Assignment
from autograder.cells import Role
from autograder.checking.cache import Cache, key_of
from autograder.checking.programs import Program
from autograder.checking.sightings import Seen, seen
from autograder.errors import RunnerError
from autograder.examine.assemble import AssembledCell, assemble
from autograder.examine.kernels import SandboxLost
from autograder.examine.selection import EVERYTHING, Selection
from autograder.examine.template import Template
from autograder.files import tree_hash
from autograder.grading.slots import TRIES, Seat
from autograder.grading.templates import Materials
from gpu_runner.sandbox import Backend

FORMAT: Final = 1
"""Of what is stored; a change makes older results worthless."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all examinations of a check share."""

    assignment: Assignment
    materials: Materials
    backend: Backend
    assets: Mapping[str, Path]
    seed: int

    def fingerprint(self) -> dict[str, Any]:
        """What can change any result, beside programs and tests."""
        assignment = self.assignment
        present = [asset for asset in assignment.assets if str(asset.path) in self.assets]
        return {
            "format": [FORMAT, autograder.__version__, tree_hash(self.materials.package)],
            "run": [list(assignment.modules), dict(assignment.env), assignment.gpu],
            "limits": str(assignment.limits),
            "seed": self.seed,
            "backend": dict(self.backend.identity()),
            "assets": {asset.name: dict(asset.files) for asset in present},
            # Notebooks are in the keys cell by cell.
            "files": tree_hash(self.materials.files, without=".ipynb"),
        }


class Bench:
    """Examines programs, as many at a time as it has seats. Made by `open_bench`."""

    def __init__(self, setting: Setting, cache: Cache, seats: int) -> None:
        self.setting = setting
        self.cache = cache
        self.size = seats
        self.fresh = 0
        """Examinations that were carried out, not read from the cache."""
        self._common = setting.fingerprint()
        what = (setting.backend, setting.assignment, setting.materials, setting.assets)
        self._all = [Seat(*what) for _ in range(seats)]
        self._free: asyncio.Queue[Seat] = asyncio.Queue()
        for seat in self._all:
            self._free.put_nowait(seat)

    async def see(self, program: Program, selection: Selection = EVERYTHING) -> Seen:
        """What the tests of `selection` find in `program`.

        A program with which the sandbox fails three times has a `problem`, one that three times
        runs out of time on a machine without time for it is `busy`; neither is stored.

        Raises:
            gpu_runner.errors.RunnerFailure: no slot can be opened.
        """
        key = self.key(program, selection)
        stored = Seen.from_json(self.cache.get(key))
        if stored is not None:
            return stored
        seat = await self._free.get()
        try:
            found = await self._examine(seat, program, selection)
        finally:
            self._free.put_nowait(seat)
        self.fresh += 1
        if not found.problem and not found.busy:
            self.cache.put(key, found.as_json())
        return found

    async def _examine(self, seat: Seat, program: Program, selection: Selection) -> Seen:
        seed = self.setting.seed
        template = self.setting.materials.templates[program.notebook]
        found = Seen(problem="the sandbox failed")
        for _ in range(TRIES):
            started = time.monotonic()
            try:
                examined = await seat.examine(
                    template, program.cells, seed=seed, selection=selection
                )
            except SandboxLost as lost:
                found = Seen(problem=str(lost) or "the sandbox failed")
                continue
            found = seen(examined, seconds=time.monotonic() - started)
            if not found.busy:
                break
        return found

    def key(self, program: Program, selection: Selection) -> str:
        """Hash of everything that `see` depends on, tighter limits of time aside."""
        template = self.setting.materials.templates[program.notebook]
        assembled = assemble(template, program.cells)
        cells = selection.of(assembled.cells)
        return key_of(
            {
                **self._common,
                "cells": [_cell_parts(template, cell) for cell in cells],
                "examiner": _examiner_parts(template, cells),
                "sources": _sources(assembled.cells, cells),
                "stop": selection.stop_at_first_failure,
            }
        )

    async def close(self) -> None:
        await asyncio.gather(*(seat.close() for seat in self._all))


@contextlib.asynccontextmanager
async def open_bench(setting: Setting, cache: Cache, seats: int) -> AsyncIterator[Bench]:
    """A bench whose slots are closed at the end."""
    bench = Bench(setting, cache, seats)
    try:
        yield bench
    finally:
        await asyncio.shield(bench.close())


def lost(found: Seen, what: str) -> RunnerError:
    """The error that ends a check for which `found` is indispensable."""
    return RunnerError(
        f"{what} could not be examined: {found.unexamined}",
        hint="Type `gpu-runner doctor`, then the same command again on a quiet machine.",
    )


def _cell_parts(template: Template, cell: AssembledCell) -> list[Any]:
    info = cell.info
    names = template.plan.tests.get(info.index) if info.role is Role.TEST else None
    asked = [names.candidate, names.synchronised] if names else []
    owner = template.plan.owners.get(info.index) if cell.index is not None else None
    return [info.cell_type, str(info.role), info.grade_id, info.points, info.source, asked, owner]


def _examiner_parts(template: Template, cells: list[AssembledCell]) -> list[str]:
    """What the examiner runs of the instructor's notebook, down to the last of `cells`."""
    last = max((cell.index for cell in cells if cell.index is not None), default=-1)
    return [template.examiner_source(index) for index in range(last + 1)]


def _sources(everything: tuple[AssembledCell, ...], cells: list[AssembledCell]) -> dict[str, str]:
    """The answers, if a test that runs may read their text."""
    if not any("source_of" in c.info.source for c in cells if c.info.role is Role.TEST):
        return {}
    return {
        cell.info.grade_id: cell.info.source
        for cell in everything
        if cell.info.role in (Role.ANSWER, Role.MANUAL)
    }
